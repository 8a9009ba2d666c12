// A shared link is a key: no page that a link leads to is told it, whatever server stands before.
if (!document.querySelector('meta[name="referrer"]')) {
  const meta = document.createElement("meta");
  [meta.name, meta.content] = ["referrer", "no-referrer"];
  document.head.append(meta);
}
// Streamlit's menu of groups is a list whose items are not its children: to a screen reader the
// links alone are better than a broken list.
[0, 300, 1500].forEach(ms => setTimeout(() => document
  .querySelectorAll('[data-testid="stSidebarNavItems"], [data-testid="stSidebarNavItems"] li')
  .forEach(e => e.setAttribute("role", "none")), ms));
// A link to a part of the page scrolls to it and leaves the address, which holds the view.
// On a phone the menu covers the page that was just chosen from it, and what takes back a click
// that emptied it.
if (!window.aciMenu) {
  window.aciMenu = true;
  addEventListener("click", e => {
    const jump = e.target.closest && e.target.closest('[data-testid="stMain"] a[href^="#"]');
    const part = jump && document.querySelector(`.st-key-${jump.hash.slice(1)}`);
    if (part) {
      e.preventDefault();
      part.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion)").matches ? "auto" : "smooth" });
    }
    const link = e.target.closest && e.target.closest(
      '[data-testid="stSidebarNavLink"], .st-key-forget_now button, .st-key-sample_sidebar button');
    const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (link && close && matchMedia("(max-width: 768px)").matches) setTimeout(() => close.click());
  }, true);
}
