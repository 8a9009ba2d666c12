// A menu click leads to the page's bare address, and the choices are written there a moment later.
// As two entries, Back would stop at a bare address that once stood for these choices and once for
// none: the second takes the first one's place. Whatever else is clicked or typed is a new entry.
if (!window.aciPast) {
  window.aciPast = true;
  let menu = false;
  const did = e => {
    menu = !!(e.target.closest && e.target.closest('[data-testid="stSidebarNavLink"]'));
  };
  ["pointerdown", "keydown", "popstate"].forEach(kind => addEventListener(kind, did, true));
  const push = history.pushState.bind(history);
  history.pushState = (state, title, to) => {
    const url = new URL(to, location.href);
    const echo = menu && !location.search && url.search && url.pathname === location.pathname;
    if (echo) history.replaceState(state, title, to);
    else push(state, title, to);
    if (echo) menu = false;
  };
}
