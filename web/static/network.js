/* Draws a network into its place: the most connected actors, with lines between those in the same initiatives.
   Without this script, or without the library, the table beside it tells the same. */
"use strict";
(() => {
  const SHAPES = ["ellipse", "rectangle", "diamond", "triangle", "star", "hexagon", "pentagon"];
  const SIGNS = "\u25cf\u25a0\u25c6\u25b2\u2605\u2b22\u2b1f"; // the shapes as signs of the legend
  const COLOURS = 8;
  const SEED_TURN = 2.399963; // the golden angle: a start without chance, so that the picture is the same each time

  // The library would add a style of its own to the page, which the page's policy refuses; the stylesheet has it.
  const holder = document.createElement("meta");
  holder.id = "__________cytoscape_stylesheet";
  document.head.append(holder);

  function tokens() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(name).trim();
    return {
      ground: token("--ground"), ink: token("--ink"), quiet: token("--quiet"), line: token("--line"),
      colours: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => token(`--kind-${number}`)),
    };
  }

  function elementsOf(data, kinds) {
    const most = Math.max(...data.knots.map((knot) => knot.others));
    const knots = data.knots.map((knot, place) => ({
      data: {
        id: `k${place}`, label: knot.label, path: knot.path, kind: kinds.indexOf(knot.type),
        size: 14 + 30 * Math.sqrt(knot.others / most),
      },
      position: {
        x: 60 * Math.sqrt(place + 1) * Math.cos(place * SEED_TURN),
        y: 60 * Math.sqrt(place + 1) * Math.sin(place * SEED_TURN),
      },
    }));
    const ties = data.ties.map(([one, other, shared]) => ({
      data: { id: `t${one}-${other}`, source: `k${one}`, target: `k${other}`, shared, width: Math.min(8, shared) },
    }));
    return [...knots, ...ties];
  }

  function styleOf(token) {
    return [
      {
        selector: "node",
        style: {
          label: "data(label)", width: "data(size)", height: "data(size)", color: token.ink, "font-size": 11,
          "font-family": "system-ui, sans-serif", "text-wrap": "wrap", "text-max-width": 110,
          "text-valign": "bottom", "text-margin-y": 3, "text-background-color": token.ground,
          "text-background-opacity": 0.8, "text-background-padding": 1, "min-zoomed-font-size": 5,
          "background-color": (node) => token.colours[node.data("kind") % COLOURS],
          shape: (node) => SHAPES[node.data("kind") % SHAPES.length],
        },
      },
      { selector: "edge", style: { width: "data(width)", "line-color": token.quiet, opacity: 0.35, "curve-style": "haystack" } },
      { selector: ".away", style: { opacity: 0.08, "text-opacity": 0.08 } },
      { selector: "edge.near", style: { opacity: 0.9, label: "data(shared)", "font-size": 11, color: token.ink } },
    ];
  }

  /* Names lie across, so the picture is drawn out to the width of its place. */
  function stretch(cy) {
    const box = cy.elements().boundingBox({ includeLabels: false });
    const factor = Math.min(2.5, Math.max(1, (cy.width() / cy.height()) * (box.h / box.w)));
    cy.nodes().positions((node) => ({ x: node.position("x") * factor, y: node.position("y") }));
    cy.fit(undefined, 20);
  }

  function legend(figure, data, kinds) {
    const list = document.createElement("ul");
    list.className = "legend";
    kinds.forEach((kind, place) => {
      const item = document.createElement("li");
      const sign = document.createElement("span");
      sign.dataset.kind = String((place % COLOURS) + 1);
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = SIGNS[place % SHAPES.length];
      item.append(sign, ` ${data.knots.find((knot) => knot.type === kind).typeLabel}`);
      list.append(item);
    });
    figure.querySelector("figcaption").before(list);
  }

  function choosing(cy) {
    let chosen = null;
    const clear = () => { cy.elements().removeClass("away near"); chosen = null; };
    cy.on("tap", "node", (event) => {
      if (chosen === event.target.id()) { location.assign(event.target.data("path")); return; }
      clear();
      chosen = event.target.id();
      const near = event.target.closedNeighborhood();
      cy.elements().difference(near).addClass("away");
      event.target.connectedEdges().addClass("near");
    });
    cy.on("tap", (event) => { if (event.target === cy) clear(); });
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function save(blob, name) {
    const way = document.createElement("a");
    way.href = URL.createObjectURL(blob);
    way.download = name;
    way.click();
    setTimeout(() => URL.revokeObjectURL(way.href), 1000);
  }

  const escaped = (text) => text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

  /* The picture as SVG: the same places and sizes, all shapes as dots. */
  function svgOf(cy, token) {
    const box = cy.elements().boundingBox();
    const lines = cy.edges().map((edge) => {
      const [from, to] = [edge.source().position(), edge.target().position()];
      return `<line x1="${from.x.toFixed(1)}" y1="${from.y.toFixed(1)}" x2="${to.x.toFixed(1)}" y2="${to.y.toFixed(1)}" stroke="#4f5a65" stroke-opacity=".35" stroke-width="${edge.data("width")}"/>`;
    });
    const dots = cy.nodes().map((node) => {
      const { x, y } = node.position();
      const radius = node.data("size") / 2;
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${token.colours[node.data("kind") % COLOURS]}"/>`
        + `<text x="${x.toFixed(1)}" y="${(y + radius + 12).toFixed(1)}" text-anchor="middle">${escaped(node.data("label"))}</text>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - 60} ${box.y1} ${box.w + 120} ${box.h + 20}" font-family="sans-serif" font-size="11"><rect x="${box.x1 - 60}" y="${box.y1}" width="${box.w + 120}" height="${box.h + 20}" fill="#ffffff"/>${lines.join("")}${dots.join("")}</svg>`;
  }

  function tools(figure, cy) {
    const said = figure.dataset;
    const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    const bar = document.createElement("p");
    bar.className = "tools";
    bar.append(
      button(said.zoomIn, () => zoom(1.4)),
      button(said.zoomOut, () => zoom(1 / 1.4)),
      button(said.whole, () => cy.fit(undefined, 20)),
      button(`${said.save} PNG`, () => save(cy.png({ output: "blob", full: true, scale: 2, bg: tokens().ground }), `${said.name}.png`)),
      button(`${said.save} SVG`, () => save(new Blob([svgOf(cy, tokens())], { type: "image/svg+xml" }), `${said.name}.svg`)),
    );
    figure.querySelector("figcaption").before(bar);
  }

  function draw(figure) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const kinds = [...new Set(data.knots.map((knot) => knot.type))];
    figure.hidden = false;
    const cy = window.cytoscape({
      container: figure.querySelector(".canvas"),
      elements: elementsOf(data, kinds),
      style: styleOf(tokens()),
      layout: { name: "cose", randomize: false, animate: false, nodeRepulsion: () => 80000, idealEdgeLength: () => 80, nodeOverlap: 40, gravity: 0.6, numIter: 800 },
      minZoom: 0.2, maxZoom: 4, userZoomingEnabled: false, autoungrabify: false, boxSelectionEnabled: false,
    });
    stretch(cy);
    legend(figure, data, kinds);
    tools(figure, cy);
    choosing(cy);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(styleOf(tokens())));
  }

  if (window.cytoscape) document.querySelectorAll("figure.network").forEach(draw);
})();
