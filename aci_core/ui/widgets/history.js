// A menu click leads to the page's bare address, and the choices are written there a moment later.
// As two entries, Back would stop at a bare address that once stood for these choices and once for
// none: the second takes the first one's place. So does what is written after a step back: the record
// of a locked plan, which such a step does not undo. Whatever else is clicked or typed is a new entry.
if (!window.aciPast) {
  window.aciPast = true;
  let menu = false, back = false;
  const did = e => {
    back = e.type === "popstate";
    menu = !!(e.target.closest && e.target.closest('[data-testid="stSidebarNavLink"]'));
  };
  ["pointerdown", "keydown", "popstate"].forEach(kind => addEventListener(kind, did, true));
  const push = history.pushState.bind(history);
  history.pushState = (state, title, to) => {
    const url = new URL(to, location.href);
    const filled = menu && !location.search && url.search;
    const echo = (filled || back) && url.pathname === location.pathname;
    if (echo) history.replaceState(state, title, to);
    else push(state, title, to);
    if (echo) menu = back = false;
  };
}
