// Plotly draws in the pixels of the screen: a view box lets paper scale what is drawn, but not so
// much that a small figure shouts.
if (!window.aciPrints) {
  window.aciPrints = true;
  addEventListener("beforeprint", () => document.querySelectorAll(".main-svg").forEach(svg => {
    const [width, height] = ["width", "height"].map(name => svg.getAttribute(name));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.maxWidth = `${1.2 * width}px`; }));
  addEventListener("afterprint", () => document.querySelectorAll(".main-svg").forEach(svg => {
    svg.removeAttribute("viewBox");
    svg.style.maxWidth = ""; }));
}
