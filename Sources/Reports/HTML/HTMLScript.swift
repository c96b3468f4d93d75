extension HTMLPage {
  /// The script of every page. It follows the system's choice of light or dark until the reader makes another, opens
  /// what is folded for print, and says where something scrolls.
  static let pageScript = """
    "use strict";
    const system = matchMedia("(prefers-color-scheme: dark)");
    const root = document.documentElement;
    const button = document.getElementById("theme");
    let redraw = () => {};
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.hidden = false;
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); redraw(); });
    system.addEventListener("change", () => { label(); redraw(); });
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("details:not([open])")];
      for (const details of opened) details.open = true;
      root.dataset.theme = "light"; label(); redraw();
    });
    addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
    const sized = new ResizeObserver(entries => {
      for (const { target } of entries)
        target.previousElementSibling.hidden = target.scrollWidth <= target.clientWidth + 1;
    });
    for (const box of document.querySelectorAll(".scroll")) sized.observe(box);
    label();
    """

  /// Draws every chart in the colours of the page, and again when those change.
  static let chartScript = """
    const source = document.getElementById("charts").textContent;
    const datasets = JSON.parse(document.getElementById("datasets").textContent);
    const darkColours = JSON.parse(document.getElementById("dark-colours").textContent);
    const config = () => {
      const value = name => getComputedStyle(root).getPropertyValue(name).trim();
      const resolve = name => { const probe = document.createElement("i"); probe.style.color = value(name);
        document.body.append(probe); const colour = getComputedStyle(probe).color; probe.remove(); return colour; };
      const ink = resolve("--ink"), soft = resolve("--soft"), line = resolve("--line");
      const font = getComputedStyle(document.body).fontFamily;
      return {
        // The charts' own texts have every digit; the page describes them in rounded numbers.
        aria: false, font, background: "transparent", view: { stroke: null },
        axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
          labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, titlePadding: 8, labelFont: font, titleFont: font },
        axisY: { labelPadding: 8 }, axisYBand: { labelColor: ink, labelFontSize: 13, grid: false },
        axisXQuantitative: { tickCount: 6, labelFlush: false, labelOverlap: true, labelSeparation: 6 },
        axisYQuantitative: { tickCount: 5, minExtent: 34, labelFlush: true },
        legend: { labelColor: soft, titleColor: soft, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400,
          labelFont: font, titleFont: font },
        rule: { color: soft }, text: { color: ink, font, fontSize: 12 }
      };
    };
    const views = new Map();
    const shown = {};
    let round = 0;
    // One chart after the other, from the top: the page can be read meanwhile. A later round ends the one before.
    redraw = async () => {
      const own = ++round, dark = isDark(), shared = config();
      const charts = JSON.parse(source, (key, value) =>
        dark && typeof value === "string" && Object.hasOwn(darkColours, value) ? darkColours[value] : value);
      for (const { id, spec } of charts) {
        const place = document.getElementById(id);
        if (own !== round) return;
        if (!place) continue;
        try {
          const full = { ...spec, datasets, width: "container", autosize: { type: "fit-x", contains: "padding" }, config: shared };
          // With `ast`, expressions are interpreted: the page's policy lets no text become code.
          const options = { renderer: "svg", ast: true, actions: false, tooltip: { theme: dark ? "dark" : "light" } };
          const { view } = await vegaEmbed(place, full, options);
          views.set(id, view);
          show(id);
        } catch (error) {
          place.textContent = "This chart could not be drawn: " + error.message;
        }
      }
    };
    const show = id => {
      const view = views.get(id), plot = id.replace(/-[0-9]+$/, "");
      if (view && plot in shown) view.signal("shown", shown[plot]).runAsync();
    };
    for (const button of document.querySelectorAll(".legend button")) {
      button.addEventListener("click", () => {
        const { plot, name } = button.dataset;
        shown[plot] = shown[plot] === name ? null : name;
        for (const other of document.querySelectorAll(".legend button"))
          if (other.dataset.plot === plot) other.setAttribute("aria-pressed", String(other.dataset.name === shown[plot]));
        for (const id of views.keys()) show(id);
      });
    }
    redraw();
    """

  /// Saves a plot of the page as a file, as it is drawn, without a server.
  static let savingScript = """
    // A plot as one picture: its charts next to each other with their titles, below them the legend.
    const picture = async plot => {
      const section = document.getElementById(plot + "-title").closest("section");
      const make = (name, attributes, text) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        if (text) element.textContent = text;
        return element;
      };
      const look = getComputedStyle(document.body), pen = document.createElement("canvas").getContext("2d");
      const words = (text, x, y, weight = 400) => make("text",
        { x, y, fill: look.color, "font-family": look.fontFamily, "font-size": 13, "font-weight": weight }, text);
      pen.font = "13px " + look.fontFamily;
      const gap = 24, charts = [];
      for (const figure of section.querySelectorAll("figure")) {
        const view = views.get(figure.querySelector(".chart").id);
        if (!view) continue;
        const svg = new DOMParser().parseFromString(await view.toSVG(), "image/svg+xml").documentElement;
        const title = figure.querySelector("figcaption")?.textContent ?? "";
        charts.push({ svg, title, width: +svg.getAttribute("width"), height: +svg.getAttribute("height") + (title ? 20 : 0) });
      }
      // Nothing to save before it is drawn.
      if (!charts.length) return null;
      const whole = make("svg", { xmlns: "http://www.w3.org/2000/svg" });
      const columns = Math.min(3, charts.length), column = Math.max(...charts.map(chart => chart.width));
      const width = columns * (column + gap) + gap;
      let y = gap;
      for (let start = 0; start < charts.length; start += columns) {
        const row = charts.slice(start, start + columns);
        row.forEach(({ svg, title }, index) => {
          const x = gap + index * (column + gap);
          if (title) whole.append(words(title, x, y + 13, 600));
          svg.setAttribute("x", x);
          svg.setAttribute("y", y + (title ? 20 : 0));
          whole.append(svg);
        });
        y += Math.max(...row.map(chart => chart.height)) + gap;
      }
      let x = gap;
      for (const item of section.querySelectorAll(".legend li")) {
        const text = item.textContent.trim(), room = pen.measureText(text).width + 40;
        if (x + room > width && x > gap) { x = gap; y += 20; }
        whole.append(make("circle", { cx: x + 5, cy: y - 4, r: 5, fill: getComputedStyle(item.querySelector(".swatch")).backgroundColor }));
        whole.append(words(text, x + 18, y));
        x += room;
      }
      const height = y + (x > gap ? gap : 0);
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(key, value);
      whole.prepend(make("rect", { width, height, fill: look.backgroundColor }));
      return { svg: new XMLSerializer().serializeToString(whole), width, height };
    };
    const save = async (plot, format) => {
      const drawn = await picture(plot);
      if (!drawn) return;
      const { svg, width, height } = drawn;
      let blob = new Blob([svg], { type: "image/svg+xml" });
      if (format === "png") {
        const image = new Image(), address = URL.createObjectURL(blob);
        image.src = address;
        await image.decode();
        const canvas = document.createElement("canvas"), scale = 2;
        canvas.width = width * scale;
        canvas.height = height * scale;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        blob = await new Promise(done => canvas.toBlob(done, "image/png"));
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = plot + "." + format;
      link.click();
      URL.revokeObjectURL(link.href);
    };
    for (const button of document.querySelectorAll(".save button"))
      button.addEventListener("click", () => save(button.dataset.plot, button.dataset.format));
    """
}
