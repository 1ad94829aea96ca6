// Keeps an open page up to date, and shows times in the reader's time zone. Everything works without it, except that.
"use strict";

(() => {
  const root = document.documentElement;
  const main = document.getElementById("main");

  // Times

  const zone = document.getElementById("zone");
  // The reader's own kind of the page's language, such as British English.
  const locale = navigator.languages.find((tag) => tag.split("-")[0] === root.lang.split("-")[0]) || root.lang;
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" });
  const calendar = new Intl.DateTimeFormat(locale, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

  function localise(tree) {
    const today = new Date().toDateString();
    for (const element of tree.querySelectorAll("time[datetime]")) {
      const time = new Date(element.dateTime);
      if (Number.isNaN(time.getTime())) continue;
      element.title = element.textContent;
      element.textContent = (time.toDateString() === today ? clock : calendar).format(time);
    }
  }

  localise(document);
  if (zone) {
    zone.textContent = zone.dataset.local.replace("{zone}", Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  // Changing a tree into another with as few changes as can be, so that focus, selection, scrolling and what is open stay

  function alike(one, other) {
    return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
  }

  // What belongs to the reader: whether details are open, and what is typed or chosen.
  function isReaders(element, name) {
    return (element.nodeName === "DETAILS" && name === "open") ||
      (element.nodeName === "INPUT" && element.type !== "hidden" && (name === "value" || name === "checked")) ||
      (element.nodeName === "OPTION" && name === "selected");
  }

  function changeAttributes(element, wanted) {
    for (const { name } of [...element.attributes]) {
      if (!wanted.hasAttribute(name) && !isReaders(element, name)) element.removeAttribute(name);
    }
    for (const { name, value } of wanted.attributes) {
      if (element.getAttribute(name) !== value && !isReaders(element, name)) element.setAttribute(name, value);
    }
  }

  function change(node, wanted) {
    if (node.nodeType !== Node.ELEMENT_NODE) {
      if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
      return;
    }
    // Forms are the reader's; a textarea has its text as content.
    if (node.isEqualNode(wanted) || node.hasAttribute("data-keep") || node.nodeName === "TEXTAREA") return;
    changeAttributes(node, wanted);
    changeChildren(node, wanted);
  }

  function changeChildren(parent, wanted) {
    const known = new Map();
    for (const child of parent.children) if (child.id) known.set(child.id, child);
    const stay = new Set();
    for (const child of wanted.children) if (child.id) stay.add(child.id);
    let place = parent.firstChild;
    const skip = () => {
      while (place && place.id && !stay.has(place.id)) {
        const gone = place;
        place = place.nextSibling;
        gone.remove();
      }
    };
    for (const want of [...wanted.childNodes]) {
      skip();
      let have = want.id ? known.get(want.id) : null;
      if (have && !alike(have, want)) have = null;
      if (!have && !want.id && place && !place.id && alike(place, want)) have = place;
      if (!have) {
        parent.insertBefore(want, place);
      } else {
        if (have === place) place = place.nextSibling;
        else parent.insertBefore(have, place);
        change(have, want);
      }
    }
    while (place) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
  }

  function show(html) {
    const page = document.createElement("template");
    page.innerHTML = html;
    const title = page.content.querySelector("title");
    if (title) {
      if (document.title !== title.textContent) document.title = title.textContent;
      title.remove();
    }
    localise(page.content);
    const wasInside = main.contains(document.activeElement) && document.activeElement !== main;
    changeChildren(main, page.content);
    // What had the focus is gone: the keyboard goes on in the page, not at its top.
    if (wasInside && document.activeElement === document.body) main.focus({ preventScroll: true });
  }

  // The connection

  const address = document.body.dataset.live;
  const age = document.getElementById("live-age");
  const state = document.getElementById("live-state");
  const button = document.getElementById("live-pause");
  if (!address || !window.EventSource || !age || !state || !button) return;

  let source = null;
  let heard = Date.now();
  let trouble = "";
  let again = 0;
  let isPaused = remembered();

  function remembered() {
    try {
      return sessionStorage.getItem("paused") === "yes";
    } catch {
      return false;
    }
  }

  function remember() {
    try {
      sessionStorage.setItem("paused", isPaused ? "yes" : "no");
    } catch {
      // Then it lasts as long as the page.
    }
  }

  function tell() {
    const seconds = Math.max(0, Math.round((Date.now() - heard) / 1000));
    const [text, number] =
      seconds < 90 ? [state.dataset.seconds, seconds] : [state.dataset.minutes, Math.round(seconds / 60)];
    age.textContent = text.replace("{n}", number.toLocaleString(locale));
    const word = isPaused ? state.dataset.paused : trouble ? state.dataset[trouble] : "";
    // Only what is new is read out.
    if (state.textContent !== word) state.textContent = word;
    document.body.classList.toggle("old", Boolean(trouble) && !isPaused);
    const label = isPaused ? button.dataset.go : button.dataset.pause;
    if (button.textContent !== label) button.textContent = label;
  }

  function hear() {
    heard = Date.now();
    trouble = "";
    tell();
  }

  function close() {
    clearTimeout(again);
    if (source) source.close();
    source = null;
  }

  function open() {
    close();
    if (isPaused || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("page", (event) => {
      show(event.data);
      hear();
    });
    source.addEventListener("same", hear);
    source.addEventListener("over", open);
    source.addEventListener("error", () => {
      const isRefused = source && source.readyState === EventSource.CLOSED;
      trouble = isRefused ? "refused" : "lost";
      // A browser tries again by itself unless it was answered, with a refusal.
      if (isRefused) again = setTimeout(open, 30000);
      tell();
    });
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    remember();
    open();
    tell();
  });
  document.addEventListener("visibilitychange", open);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
  setInterval(tell, 1000);
  open();
  tell();
})();
