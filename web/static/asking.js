// What the pages of questions gain by a script: an answer copied with its source, and names that are found
// while one types. All of it works without.
(() => {
  "use strict";

  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  const escaped = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML;
  };

  // ---- Copying: the button is there only where it can do something.
  const copy = document.getElementById("copy");
  if (copy) {
    const said = document.getElementById(copy.dataset.copy);
    copy.hidden = false;
    copy.setAttribute("aria-live", "polite");
    copy.addEventListener("click", async () => {
      if (navigator.clipboard) await navigator.clipboard.writeText(said.innerText);
      else {
        getSelection().selectAllChildren(said);
        document.execCommand("copy");
      }
      copy.textContent = copy.dataset.done;
    });
  }

  // ---- Names: those of the page, or the search where the site has one.
  const MOST = 8;

  const among = (names, query) => {
    const wanted = fold(query);
    const rank = (name) => {
      const folded = fold(name);
      if (folded.startsWith(wanted)) return 0;
      if (` ${folded}`.includes(` ${wanted}`)) return 1;
      return folded.includes(wanted) ? 2 : 3;
    };
    const ranked = names.map((label) => ({ label, key: label, rank: rank(label) }));
    return ranked.filter((one) => one.rank < 3).sort((a, b) => a.rank - b.rank).slice(0, MOST);
  };

  const sought = async (search, kind, query) => {
    const address = new URL(search, location.href);
    const lang = document.documentElement.lang;
    address.search = new URLSearchParams({ format: "json", kind, q: query, lang, limit: MOST });
    const reply = await fetch(address);
    if (!reply.ok) return [];
    const found = await reply.json();
    return (found.hits.length ? found.hits : found.nearest).map(({ label, alias, key, path }) => ({
      label,
      alias,
      key: kind ? key : path.replace(/^\/doc\//, ""),
    }));
  };

  const pick = (input, texts) => {
    const names = [...(input.list ? input.list.options : [])].map((option) => option.value);
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = input.name;
    sent.value = input.value;
    const place = document.createElement("span");
    place.className = "pick";
    let asked = "";
    let waiting = 0;
    const source = (query, show) => {
      asked = query;
      clearTimeout(waiting);
      if (!texts.search) return show(among(names, query));
      waiting = setTimeout(async () => {
        const hits = await sought(texts.search, input.dataset.kind, query).catch(() => among(names, query));
        if (asked === query) show(hits);
      }, 120);
    };
    const { id, value, placeholder, required } = input;
    const described = input.getAttribute("aria-describedby");
    if (input.list) input.list.remove();
    input.replaceWith(place, sent);
    window.accessibleAutocomplete({
      element: place,
      id,
      name: "",
      source,
      defaultValue: value,
      placeholder,
      required,
      minLength: 1,
      confirmOnBlur: false,
      displayMenu: "overlay",
      inputClasses: "picked",
      templates: {
        inputValue: (hit) => (hit && hit.label) || "",
        suggestion: (hit) =>
          escaped(hit.label) + (hit.alias && hit.alias !== hit.label ? ` <i>${escaped(hit.alias)}</i>` : ""),
      },
      onConfirm: (hit) => {
        if (hit) sent.value = hit.key;
      },
      tNoResults: () => texts.none,
      tAssistiveHint: () => texts.help,
      tStatusQueryTooShort: () => "",
      tStatusNoResults: () => texts.none,
      tStatusSelectedOption: (label) => label,
      tStatusResults: (length, label) => `${length} ${texts.found}. ${label}`,
    });
    const typed = document.getElementById(id);
    typed.addEventListener("input", () => {
      sent.value = typed.value;
    });
    if (described) typed.setAttribute("aria-invalid", "true");
  };

  for (const form of document.querySelectorAll("form.ask")) {
    if (window.accessibleAutocomplete)
      for (const input of form.querySelectorAll("input[data-kind]")) pick(input, form.dataset);
    // What is left empty needs no place in the address.
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  }
})();
