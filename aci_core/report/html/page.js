// Draws each figure in the colours of the reader's theme, again where it changes, light on paper.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const words = JSON.parse(document.getElementById("words").textContent);
  const config = {
    displaylogo: false, responsive: true, scrollZoom: false,
    modeBarButtonsToRemove: ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d",
      "autoScale2d", "resetScale2d"],
    locale: "page", locales: { page: { dictionary: words.plotly, format: {} } },
  };
  const read = (plot, isDark) => {
    let text = document.getElementById(plot.dataset.figure).textContent;
    for (const [light, night] of Object.entries(isDark ? words.dark : words.light)) {
      text = text.replaceAll(light, night);
    }
    return JSON.parse(text);
  };
  const draw = (plot, isDark) => {
    const spec = read(plot, isDark);
    const picture = { format: "png", scale: 3, filename: plot.id };
    const options = { ...config, toImageButtonOptions: picture };
    return Plotly.react(plot, spec.data, spec.layout, options).then(() => {
      // One picture with one text; the button beside it stays a button.
      plot.querySelectorAll(".main-svg").forEach((layer, i) => {
        if (i) layer.setAttribute("aria-hidden", "true");
        else { layer.setAttribute("role", "img"); layer.ariaLabel = plot.ariaLabel; }
      });
    });
  };
  // As SVG for a journal, by the reader's own browser: the colours, letters and width of print.
  const save = async (plot) => {
    const { data, layout } = read(plot, false);
    const { width, mm, fonts, white } = words.paper;
    const height = plot.offsetHeight;
    Object.assign(layout, { paper_bgcolor: white, font: { ...layout.font, family: fonts } });
    const svg = await Plotly.toImage({ data, layout },
      { format: "svg", width, height, imageDataOnly: true });
    const sides = `width="${mm}mm" height="${(height * mm / width).toFixed(2)}mm"`;
    const sized = svg.replace(/width="[\d.]+" height="[\d.]+"/, sides);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([sized], { type: "image/svg+xml" }));
    link.download = `${plot.id.replace("plot-", "")}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  document.querySelectorAll(".save").forEach((button) => {
    button.addEventListener("click", () => save(document.getElementById(button.dataset.plot)));
  });
  const plots = [...document.querySelectorAll(".plot")];
  const all = (isDark) => plots.map((plot) => draw(plot, isDark));
  Promise.all(all(dark.matches)).then(() => { document.body.dataset.drawn = plots.length; });
  dark.addEventListener("change", () => all(dark.matches));
  window.addEventListener("beforeprint", () => all(false));
  window.addEventListener("afterprint", () => all(dark.matches));
})();
