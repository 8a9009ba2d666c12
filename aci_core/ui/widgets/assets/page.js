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
// On a phone the menu covers the page that was just chosen from it.
if (!window.aciMenu) {
  window.aciMenu = true;
  addEventListener("click", e => {
    const link = e.target.closest && e.target.closest('[data-testid="stSidebarNavLink"]');
    const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (link && close && matchMedia("(max-width: 768px)").matches) setTimeout(() => close.click());
  }, true);
}
