// Small comforts. Every page works without them.
(() => {
  "use strict";

  // The page's language, in the reader's own flavour of it ("en-GB" where the page says "en").
  const written = document.documentElement.lang || "en";
  const language = navigator.languages.find((tag) => tag.startsWith(written)) || written;

  // Times: from the organisation's zone to the reader's, with the day unless it is today.
  const dayOf = (date) => Math.floor((date - date.getTimezoneOffset() * 60000) / 86400000);

  const { at, on, near, alone } = document.documentElement.dataset;

  // How a time stands in a sentence is the language's business: "at {time}", "on {day} at {time}".
  function spoken(date, inSentence) {
    const now = new Date();
    const days = dayOf(date) - dayOf(now);
    const format = (options) => new Intl.DateTimeFormat(language, options).format(date);
    const time = format({ timeStyle: "short" });
    const put = (pattern, day) => pattern.replace("{day}", day).replace("{time}", time);
    if (days === 0 && inSentence) return put(at, "");
    if (Math.abs(days) <= 1) {
      const day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
      if (inSentence) return put(near, day);
      return put(alone, day.charAt(0).toLocaleUpperCase(language) + day.slice(1));
    }
    if (inSentence && Math.abs(days) < 7) return put(on, format({ weekday: "long" }));
    const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
    const day = format({ weekday: "long", day: "numeric", month: "long", year });
    return put(inSentence ? on : alone, day);
  }

  function localise(part) {
    for (const element of part.querySelectorAll("time[datetime]")) {
      const date = new Date(element.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      element.title = element.textContent;
      element.textContent = spoken(date, "phrase" in element.dataset);
    }
  }

  localise(document);

  // A button that hides or shows what is typed.
  for (const button of document.querySelectorAll("button[data-reveals]")) {
    const input = document.getElementById(button.dataset.reveals);
    if (!input) continue;
    const name = () => {
      const hidden = input.type === "password";
      button.textContent = hidden ? button.dataset.show : button.dataset.hide;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      name();
    });
    name();
  }

  // Copy: a list line by line, a code without the gaps it is shown with.
  const plain = (element) =>
    element.tagName === "PRE"
      ? element.textContent
      : element.tagName === "UL" || element.tagName === "OL"
      ? [...element.children].map((item) => item.textContent.trim()).join("\n")
      : element.textContent.replace(/\s+/g, "");

  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("button[data-copies]")) {
      const source = document.getElementById(button.dataset.copies);
      if (!source) continue;
      const label = button.textContent;
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(plain(source));
          button.textContent = button.dataset.copied;
          setTimeout(() => (button.textContent = label), 4000);
        } catch {
          getSelection().selectAllChildren(source);
        }
      });
    }
  }

  for (const button of document.querySelectorAll("button[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A time that is typed is the reader's own; without this it is UTC, and the label says so.
  for (const input of document.querySelectorAll("input[data-offset]")) {
    const offset = document.getElementById(input.dataset.offset);
    const zone = document.getElementById(input.dataset.zone);
    if (!offset) continue;
    if (zone) zone.textContent = input.dataset.mine;
    const tell = () => {
      const typed = new Date(input.value);
      const date = Number.isNaN(typed.getTime()) ? new Date() : typed;
      offset.value = String(date.getTimezoneOffset());
    };
    input.addEventListener("input", tell);
    tell();
  }

  // What belongs to one choice is shown with it.
  for (const part of document.querySelectorAll("[data-shown-by]")) {
    const choice = document.getElementById(part.dataset.shownBy);
    if (!choice) continue;
    const show = () => (part.hidden = !(choice.checked ?? choice.selected));
    choice.form.addEventListener("change", show);
    show();
  }

  // A list that is searched as one types; what is typed and the focus stay where they are.
  for (const form of document.querySelectorAll("form[data-live]")) {
    const results = document.getElementById(form.dataset.live);
    if (!results) continue;
    let timer;
    let latest = 0;
    const search = async () => {
      const number = ++latest;
      const address = form.action + "?" + new URLSearchParams(new FormData(form));
      try {
        const answer = await fetch(address);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById(results.id);
        if (number !== latest || !found) return;
        localise(found);
        results.replaceChildren(...found.childNodes);
        history.replaceState(null, "", address);
      } catch {
        // The button still searches.
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, 200);
    });
  }

  // Work that goes on by itself is looked at again until it is over. What has not changed is left alone:
  // whoever listens to the page hears news only.
  const every = (part) => 1000 * (Number(part.dataset.every) || 2);
  let seen = document.querySelector("[data-refreshes]")?.innerHTML;
  const look = async () => {
    const part = document.querySelector("[data-refreshes]");
    if (!part) return;
    try {
      const answer = await fetch(part.dataset.refreshes);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById(part.id);
      if (!now) return;
      const over = !("refreshes" in now.dataset);
      if (over && !("settles" in part.dataset)) {
        location.replace(part.dataset.refreshes);
        return;
      }
      part.dataset.every = now.dataset.every || "";
      if (now.innerHTML !== seen) {
        seen = now.innerHTML;
        localise(now);
        part.replaceChildren(...now.childNodes);
      }
      if (over) {
        delete part.dataset.refreshes;
        return;
      }
    } catch {
      // The link still refreshes.
    }
    setTimeout(look, every(part));
  };
  const working = document.querySelector("[data-refreshes]");
  if (working) setTimeout(look, every(working));

  // A second click does not send a form twice.
  const sent = new WeakSet();

  function release(form) {
    sent.delete(form);
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.removeAttribute("aria-disabled");
    }
  }

  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 10000, form);
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) release(form);
  });
})();
