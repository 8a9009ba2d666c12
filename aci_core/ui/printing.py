"""How a page prints: the study without the app round it, cards whole, figures as wide as A4."""

from __future__ import annotations

# rgb(250, 250, 250) is the dark theme's text, rgb(16, 23, 28) its ground, the two others its
# treatment arm and its accent, as Plotly writes them: paper is white.
# What only works on a screen is left out. Should a later Streamlit name its parts otherwise,
# more is printed than needed, and nothing is lost.
STYLE = """
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  :root, body { color-scheme: light !important; }
  body, .stApp, [data-testid="stMain"], [data-testid="stSidebar"] ~ div {
    background: #FFFFFF !important; color: #0F1A24 !important; }
  html, body, #root, #root > div, .stApp, [data-testid="stAppViewContainer"],
  [data-testid="stMain"], [data-testid="stMainBlockContainer"] {
    position: static !important; overflow: visible !important; height: auto !important;
    width: auto !important; max-width: none !important; inset: auto !important; }
  [data-testid="stMain"] { display: block !important; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; }
  [data-testid="stMetricValue"] :is(div, p) { font-size: inherit !important; }
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stPopover"],
  [data-testid="stPageLink"], [data-testid="stTooltipIcon"], [data-testid="stSlider"],
  [data-testid="stExpandSidebarButton"],
  [data-testid="stForm"], .st-key-picked_chooser, .modebar-container, .modebar {
    display: none !important; }
  [data-testid="stExpander"]:not(:has(details[open])) { display: none !important; }
  [class*="st-key-card_"]:not(:has([class*="st-key-card_"], [data-testid="stGrid"])),
  [data-testid="stGridCell"], [data-testid="stMetric"],
  [data-testid="stPlotlyChart"], tr, footer { break-inside: avoid; }
  [class*="st-key-card_"]:has([data-testid="stGrid"]) { break-inside: auto !important; }
  h1, h2, h3, thead, [data-testid="stElementContainer"]:has(h1, h2, h3,
  [data-testid="stSelectbox"], [data-testid="stButtonGroup"]) { break-after: avoid; }
  [data-testid="stSelectbox"] { break-inside: avoid; }
  [data-testid="stElementContainer"]:has(footer) { break-before: avoid; }
  [data-testid="stGrid"], [data-testid="stLayoutWrapper"]:has(> [data-testid="stGrid"]),
  [data-testid="stGrid"] > *, [data-testid="stGrid"] [data-testid="stVerticalBlock"] {
    height: auto !important; max-height: none !important; }
  [data-testid="stGrid"]:has(.js-plotly-plot) { display: block !important; }
  [class*="st-key-"] { max-width: 100% !important; }
  [role="region"] { overflow: visible !important; animation: none !important; }
  [role="region"] th { position: static !important; background: none !important; }
  [role="region"] table { font-size: .62rem !important; }
  [role="region"] :is(td, th) { min-width: 0 !important; }
  [role="region"] :is(td, thead th) { padding-inline: 3px !important; }
  [role="region"] th { white-space: normal !important; }
  [role="region"] th[scope="row"] { min-width: 5.5em !important; word-break: keep-all;
    overflow-wrap: normal; }
  [data-testid="stPlotlyChart"], [data-testid="stPlotlyChart"] > div, .js-plotly-plot,
  .plot-container, .svg-container { width: 100% !important; height: auto !important; }
  [data-testid="stElementContainer"]:has(.js-plotly-plot),
  [data-testid="stElementContainer"] div:has(> .js-plotly-plot),
  [data-testid="stElementContainer"] div:has(> div > .js-plotly-plot) {
    height: auto !important; min-height: 0 !important; }
  .svg-container { position: relative !important; }
  .js-plotly-plot .main-svg {
    width: 100% !important; height: auto !important; max-height: 85mm !important; }
  .js-plotly-plot [style*="fill: rgb(250, 250, 250)"] { fill: #0F1A24 !important; }
  .js-plotly-plot [style*="stroke: rgb(250, 250, 250)"] { stroke: #0F1A24 !important; }
  .js-plotly-plot [style*="fill: rgb(95, 211, 202)"] { fill: #086560 !important; }
  .js-plotly-plot [style*="stroke: rgb(95, 211, 202)"] { stroke: #086560 !important; }
  .js-plotly-plot [style*="fill: rgb(224, 160, 98)"] { fill: #C4772D !important; }
  .js-plotly-plot [style*="stroke: rgb(224, 160, 98)"] { stroke: #C4772D !important; }
  .js-plotly-plot [style*="fill: rgb(16, 23, 28)"] { fill: #FFFFFF !important; }
  .js-plotly-plot [style*="stroke: rgb(16, 23, 28)"] { stroke: #FFFFFF !important; }
  [data-testid="stMain"] :is(p, .stMarkdownBadge, .stMarkdownBadge *, label, h1, h2, h3, li,
    summary, [data-testid="stMetric"] *),
  [data-testid="stMain"] :is([data-testid="stSelectbox"], [data-testid="stButtonGroup"]) * {
    color: #0F1A24 !important; background: transparent !important; }
  .js-plotly-plot .main-svg:first-of-type { position: static !important; }
}
"""
# Plotly draws in the pixels of the screen: a view box lets paper scale what is drawn, but not so
# much that a small figure shouts.
SCRIPT = """
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
"""
