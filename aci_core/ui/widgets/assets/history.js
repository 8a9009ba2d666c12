// A menu click leads to the page's bare address, and the choices are written there a moment later.
// As two entries, Back would stop at a bare address that once stood for these choices and once for
// none: the second takes the first one's place. So does what is written after a step back: the record
// of a locked plan, which such a step does not undo; and so does one patient after another, so that
// Back leads to the list. Whatever else is clicked or typed is a new entry. A screen reader clicks without
// a pointer or a key.
if (!window.aciPast) {
  window.aciPast = true;
  let menu = false, back = false;
  const did = e => {
    back = e.type === "popstate";
    menu = !!(e.target.closest && e.target.closest('[data-testid="stSidebarNavLink"]'));
  };
  ["pointerdown", "keydown", "click", "popstate"].forEach(kind => addEventListener(kind, did, true));
  const butForPatient = search => {
    const query = new URLSearchParams(search);
    query.delete("id");
    return query.toString();
  };
  const push = history.pushState.bind(history);
  history.pushState = (state, title, to) => {
    const url = new URL(to, location.href);
    const filled = menu && !location.search && url.search;
    const here = url.pathname === location.pathname;
    const echo = here && (filled || back);
    const next = here && url.search !== location.search
      && butForPatient(url.search) === butForPatient(location.search);
    if (echo || next) history.replaceState(state, title, to);
    else push(state, title, to);
    // Another page begins at its top; a step back finds the page where it was left.
    if (!here) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    if (echo) menu = back = false;
  };
}
