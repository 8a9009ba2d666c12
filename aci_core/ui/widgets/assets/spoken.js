// Streamlit names its own controls in English: to who hears the page they get the page's words.
// What it said is kept, for the style sheet, and for the next language.
if (!window.aciSpeak) {
  const given = new WeakMap();
  // A label comes as it was written, in Markdown, which is for the eye.
  const plain = text => text.replace(/:[a-z-]+\[([^\]]*)\]/g, "$1").replace(/:material\/\w+:|\*/g, "").replace(/\s+/g, " ").trim();
  const said = english => {
    const whole = window.aciWords[english];
    if (whole) return whole;
    const start = Object.keys(window.aciWords)
      .find(words => words.endsWith("{name}") && english.startsWith(words.slice(0, -6)));
    return start ? window.aciWords[start].replace("{name}", () => plain(english.slice(start.length - 6))) : english;
  };
  const speak = element => {
    const now = element.ariaLabel;
    // An icon stands beside its words: its own name ("check_circle icon") says nothing in any language.
    if (element.role === "img" && / icon$/.test(now)) { element.ariaHidden = "true"; return; }
    const english = now === given.get(element) ? element.dataset.english : now;
    const words = said(english);
    if (words === now) return;
    element.dataset.english = english;
    given.set(element, words);
    element.ariaLabel = words;
  };
  const all = root => {
    if (root.ariaLabel) speak(root);
    root.querySelectorAll("[aria-label]").forEach(speak);
  };
  window.aciSpeak = () => all(document.body);
  new MutationObserver(changes => changes.forEach(change => {
    if (change.type === "attributes") { if (change.target.ariaLabel) speak(change.target); }
    else change.addedNodes.forEach(node => { if (node.querySelectorAll) all(node); });
  })).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
}
window.aciSpeak();
