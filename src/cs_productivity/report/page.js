// Draws the charts of the language that is shown, in the colours of the page; asks for nothing from outside.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const languages = Object.keys(charts);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function config() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const [ink, soft, line] = ["--ink", "--soft", "--line"].map(colour);
    const ramp = dark.matches ? ["#1d2633", "#3f6fc0"] : ["#f3f7fd", "#7fb0f0"];
    return {
      background: null,
      font: "system-ui, sans-serif",
      view: { stroke: null },
      axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line },
      legend: { labelColor: ink, titleColor: soft, labelLimit: 220 },
      text: { fill: ink, color: ink },
      range: {
        category: ["#3b7dd8", "#d9822b", "#2f9e6e", "#8e6bd1", "#d64550", "#1f9fb0", "#b0548f", "#8a94a3"],
        heatmap: ramp,
        ramp: ramp,
      },
    };
  }

  function draw(language) {
    for (const [name, chart] of Object.entries(charts[language])) {
      const spec = {
        ...chart.spec,
        datasets: { rows: chart.rows },
        autosize: { type: "fit-x", contains: "padding" },
      };
      const options = { actions: false, renderer: "svg", mode: "vega-lite", config: config() };
      vegaEmbed(`#${language}-${name} .chart`, spec, options).catch((error) => console.error(name, error));
    }
  }

  function show(language) {
    document.documentElement.lang = language;
    for (const other of languages) {
      document.getElementById(other).hidden = other !== language;
      const button = document.querySelector(`button[value="${other}"]`);
      button.setAttribute("aria-pressed", String(other === language));
    }
    document.title = document.querySelector(`#${language} h1`).textContent;
    draw(language);
  }

  document.querySelector("nav").hidden = false;
  for (const button of document.querySelectorAll("nav button")) {
    button.addEventListener("click", () => show(button.value));
  }
  dark.addEventListener("change", () => draw(document.documentElement.lang));
  const preferred = (navigator.languages || []).map((tag) => tag.slice(0, 2)).find((tag) => languages.includes(tag));
  show(preferred || languages[0]);
})();
