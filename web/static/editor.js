// The editor over the plain form: Yasqe to write the query in, Yasr to show the answer (@zazuko/yasgui).
// Nothing is fetched but from this host, nothing is kept in the browser, and no query runs by itself.
"use strict";

(() => {
  const { Yasqe, Yasr } = window.Yasgui;
  const page = JSON.parse(document.getElementById("page").textContent);
  const texts = page.texts;
  const form = document.getElementById("sparql");
  const field = document.getElementById("query");
  const example = document.getElementById("example");
  const answer = document.getElementById("answer");
  const status = document.getElementById("status");
  const numbers = new Intl.NumberFormat(page.lang, { maximumFractionDigits: 2 });

  // ---- Completions: prefixes from the registry, classes and properties from the endpoint itself.

  let terms = null;

  function ask(query, accept) {
    const headers = { Accept: accept, "Accept-Language": page.lang };
    return fetch(form.action, { method: "POST", headers, body: new URLSearchParams({ query }) });
  }

  async function readTerms() {
    const reply = await ask(page.terms, "application/sparql-results+json");
    if (!reply.ok) throw new Error(reply.statusText);
    const document = await reply.json();
    return document.results.bindings.map(({ kind, term, label }) => ({
      kind: kind.value,
      iri: term.value,
      text: shorten(term.value),
      label: label ? label.value : "",
    }));
  }

  async function termsOf(kind, token) {
    terms ??= readTerms();
    try {
      const wanted = token.autocompletionString.toLowerCase();
      const fits = (one) => `${one.iri} ${one.text} ${one.label}`.toLowerCase().includes(wanted);
      return (await terms).filter((one) => one.kind === kind && fits(one)).map((one) => one.iri);
    } catch {
      terms = null; // the next wish tries again
      return [];
    }
  }

  /** An IRI as a query writes it: by its prefix where it has one. */
  function shorten(iri) {
    for (const [prefix, space] of Object.entries(page.prefixes)) {
      const name = iri.slice(space.length);
      if (iri.startsWith(space) && /^[A-Za-z][\w-]*$/.test(name)) return `${prefix}:${name}`;
    }
    return `<${iri}>`;
  }

  /** Says beside each term what it is called. */
  async function withLabels(hints) {
    const labels = new Map((await terms ?? []).map((one) => [one.text, one.label]));
    for (const hint of hints) {
      const label = labels.get(hint.text);
      if (label) hint.displayText = `${hint.text} – ${label}`;
    }
    return hints;
  }

  /** What is typed so far: also a word with å, ä or ö, which SPARQL has no such token for. */
  function wholeWord(editor, token) {
    const cursor = editor.getDoc().getCursor();
    const [word] = editor.getDoc().getLine(cursor.line).slice(0, cursor.ch).match(/[\p{L}\d_-]*$/u);
    if (/^[<?$]|:/.test(token.string) || !word) return Yasqe.Autocompleters.class.preProcessToken(editor, token);
    return { ...token, string: word, autocompletionString: word, from: { ch: cursor.ch - word.length } };
  }

  function complete(kind) {
    const name = `rufs-${kind}`;
    const own = {
      name,
      persistenceId: null,
      get: (_editor, token) => termsOf(kind, token),
      preProcessToken: wholeWord,
      postProcessSuggestion: (_editor, _token, iri) => shorten(iri),
      postprocessHints: (_editor, hints) => withLabels(hints),
    };
    Yasqe.forkAutocompleter(kind, own, false);
    return name;
  }

  const declarations = Object.entries(page.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "rufs-prefixes", persistenceId: null, get: declarations.sort() }, false);
  Yasqe.defaults.autocompleters = ["variables", "rufs-prefixes", complete("class"), complete("property")];
  Yasqe.defaults.prefixCcApi = null;

  // ---- The answer, in the reader's language.

  class Table extends Yasr.plugins.table {
    label = texts.table;
    helpReference = undefined;

    /** A thing of ours leads to its page on this host; what is shown stays its identifier. */
    getUriLinkFromBinding(binding, prefixes) {
      const link = super.getUriLinkFromBinding(binding, prefixes);
      const own = ["id/", "def/"].some((room) => binding.value.startsWith(page.base + room));
      if (!own) return link;
      const here = `/${binding.value.slice(page.base.length)}?lang=${page.lang}`;
      return link.replace(`href="${binding.value}"`, () => `href="${here}"`);
    }

    drawControls() {
      super.drawControls();
      const [simple, oneLine] = this.tableControls.querySelectorAll(".switch .label");
      simple.textContent = texts.simple;
      oneLine.textContent = texts.oneLine;
      this.tableFilterField.placeholder = texts.filter;
      this.tableFilterField.setAttribute("aria-label", texts.filter);
      this.tableControls.querySelector(".pageSizerLabel").textContent = `${texts.pageSize}: `;
      this.tableSizeField.setAttribute("aria-label", texts.pageSize);
      this.tableSizeField.lastChild.textContent = texts.all;
    }
  }

  class Reply extends Yasr.plugins.response {
    label = texts.response;
    helpReference = undefined;

    draw(config) {
      super.draw(config);
      this.cm.getInputField().setAttribute("aria-label", texts.response);
    }

    showLess(setValue) {
      super.showLess(setValue);
      const [all, file] = this.overLay.querySelectorAll("button");
      all.textContent = all.title = texts.showAll;
      file.remove(); // the form has it, in every format
    }
  }

  class Truth extends Yasr.plugins.boolean {
    draw() {
      super.draw();
      const text = this.yasr.resultsEl.querySelector(".booleanResult span");
      text.textContent = this.yasr.results.getBoolean() ? texts.true : texts.false;
    }
  }

  Yasr.registerPlugin("table", Table);
  Yasr.registerPlugin("response", Reply);
  Yasr.registerPlugin("boolean", Truth);
  Yasr.defaults.plugins.table.dynamicConfig = { compact: true, isEllipsed: false };
  Object.assign(Table.defaults.tableConfig.language, {
    info: texts.shown,
    infoEmpty: "",
    infoFiltered: texts.filtered,
    emptyTable: texts.none,
    zeroRecords: texts.none,
    aria: {
      orderable: `: ${texts.sort}`,
      orderableReverse: `: ${texts.sort}`,
      orderableRemove: `: ${texts.sort}`,
      paginate: { first: texts.first, previous: texts.previous, next: texts.next, last: texts.last, number: "" },
    },
  });

  /** What a problem document says; anything else is an answer that never came. */
  async function showProblem(error) {
    const shown = document.createElement("div");
    const add = (tag, text) => shown.appendChild(document.createElement(tag)).append(text);
    try {
      const problem = JSON.parse(error.text);
      add("strong", problem.title);
      add("p", problem.detail);
      add("code", `${problem.status} ${problem.code}`);
    } catch {
      add("strong", texts.unreachable);
      add("p", error.text ?? "");
    }
    return shown;
  }

  const yasr = new Yasr(answer, {
    persistenceId: null,
    errorRenderers: [showProblem],
    prefixes: () => ({ ...page.prefixes, ...yasqe.getPrefixesFromQuery() }),
  });
  answer.querySelector(".yasr_results").tabIndex = 0; // wide tables are scrolled by the arrow keys
  for (const foreign of [".yasr_response_chip", ".yasr_downloadIcon", ".yasr_external_ref_btn"]) {
    answer.querySelector(foreign).remove();
  }
  for (const button of answer.querySelectorAll(".yasr_btnGroup button")) button.removeAttribute("aria-label");

  // ---- The query.

  const yasqe = new Yasqe(field.parentNode, {
    value: field.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    extraKeys: { Tab: false, "Shift-Tab": false }, // Tab leaves the field, as everywhere
    requestConfig: {
      endpoint: form.action,
      method: "POST",
      acceptHeaderGraph: "text/turtle",
      acceptHeaderSelect: "application/sparql-results+json",
      headers: { "Accept-Language": page.lang },
    },
  });
  field.after(yasqe.rootEl);
  field.hidden = true;
  const label = form.querySelector("label[for=query]");
  label.htmlFor = yasqe.getInputField().id = "editor";

  const notify = yasqe.showNotification;
  yasqe.showNotification = (key) => notify.call(yasqe, key, texts.complete);

  yasqe.on("autocompletionShown", (_editor, widget) => widget.hints.setAttribute("aria-label", texts.suggestions));
  yasqe.on("query", () => {
    remember();
    status.textContent = texts.running;
  });
  yasqe.on("queryResponse", (_editor, reply, duration) => {
    if (reply.name === "AbortError") return; // another query has taken its place
    answer.hidden = false;
    yasr.setResponse(reply, duration);
    const rows = yasr.results.getBindings();
    const seconds = `${numbers.format(duration / 1000)} ${texts.seconds}`;
    const count = rows ? `${numbers.format(rows.length)} ${texts.rows}, ` : "";
    status.textContent = yasr.results.hasError() ? texts.failed : count + seconds;
  });

  form.addEventListener("submit", (event) => {
    field.value = yasqe.getValue();
    if (event.submitter?.id === "download") return;
    event.preventDefault();
    yasqe.query().catch(() => {}); // its error is shown where the answer would be
  });
  document.getElementById("download").hidden = false;

  example.addEventListener("change", () => {
    if (example.value) yasqe.setValue(page.examples[example.value]);
  });
  document.querySelector("#examples button").hidden = true;

  // ---- The address holds the query: `#query=`, which is shown and never run by itself.

  function remember() {
    const hash = `#query=${encodeURIComponent(yasqe.getValue())}`;
    history.replaceState(null, "", hash);
    for (const link of document.querySelectorAll("header a[hreflang]")) link.hash = hash;
  }

  function recall() {
    const query = new URLSearchParams(location.hash.slice(1)).get("query");
    if (query) yasqe.setValue(query);
  }

  window.addEventListener("hashchange", recall);
  recall();
})();
