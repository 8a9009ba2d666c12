"use strict";
// One figure as SVG, and from that very SVG a bitmap and the page that is printed as PDF.
async function render({ figure, width, height, dots, paper }) {
  const svg = await Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
  const image = document.getElementById("figure");
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  if (paper) {
    const sides = [width * paper, height * paper];
    image.style.width = sides[0] + "px";
    image.style.height = sides[1] + "px";
    document.getElementById("paper").textContent =
      `@page { size: ${sides[0]}px ${sides[1]}px; margin: 0; }`;
  }
  return { svg, png: dots ? bitmap(image, width * dots, height * dots) : "" };
}

function bitmap(image, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1];
}
