// Makes the pages quicker where scripts run. Everything works without it: each enhancement starts
// from a plain form or link, and falls back to it.
"use strict";
(() => {
  const root = document.documentElement;
  // The server's clock may differ from this one (a sandbox moves it).
  const ahead = Number(root.dataset.now) - Date.now();
  const now = () => Date.now() + ahead;

  // --- Notes are counted as the rules count them: grapheme clusters, after trimming. ---
  const segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
  const length = (text) => {
    const trimmed = text.trim();
    if (!segmenter) return Array.from(trimmed).length;
    let count = 0;
    for (const _ of segmenter.segment(trimmed)) count += 1;
    return count;
  };
  const count = (area) => {
    const shown = document.getElementById(area.getAttribute("aria-describedby"));
    if (!shown) return;
    const limit = Number(area.dataset.count);
    const left = limit - length(area.value);
    shown.textContent = left < 0 ? `${-left} too many: ${limit} characters fit` : `${left} of ${limit} characters left`;
    shown.toggleAttribute("data-over", left < 0);
  };

  // --- Times: "3 hours ago" stays true while the page is open. ---
  const relative = window.Intl && Intl.RelativeTimeFormat ? new Intl.RelativeTimeFormat("en", { numeric: "always" }) : null;
  const units = [[60, "second", 1], [3600, "minute", 60], [172800, "hour", 3600], [5184000, "day", 86400], [63072000, "month", 2592000], [Infinity, "year", 31536000]];
  const times = (within) => {
    if (!relative) return;
    for (const time of within.querySelectorAll("time[data-relative]")) {
      const seconds = (Date.parse(time.dateTime) - now()) / 1000;
      if (Number.isNaN(seconds)) continue;
      const [, unit, size] = units.find(([limit]) => Math.abs(seconds) < limit);
      time.textContent = unit === "second" ? (seconds > 5 ? "in a moment" : "just now") : relative.format(Math.trunc(seconds / size), unit);
    }
  };

  const prepare = (within) => {
    for (const area of within.querySelectorAll("textarea[data-count]")) count(area);
    for (const box of within.querySelectorAll("[data-needs-script]")) box.hidden = false;
    for (const zone of within.querySelectorAll("input[data-zone]")) {
      zone.value = window.Intl ? Intl.DateTimeFormat().resolvedOptions().timeZone || "" : "";
    }
    // An address to pass on has the name of this site before it.
    for (const field of within.querySelectorAll("input[data-address]")) {
      if (field.value.startsWith("/")) field.value = location.origin + field.value;
    }
    times(within);
  };

  // --- What happened is said to those who do not see it. ---
  const said = document.getElementById("said");
  const say = (text) => {
    if (!said || !text) return;
    const line = document.createElement("p");
    line.className = "sr";
    line.textContent = text;
    said.replaceChildren(line);
  };

  // --- Small forms are sent in place, and their piece of the page is replaced. ---
  const plain = (form, button) => { delete form.dataset.live; form.requestSubmit(button || undefined); };
  const send = async (form, button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    const other = button && button.getAttribute("formaction");
    const answer = await fetch(other || form.action, {
      method: "POST", body: fields, headers: { "Kith-Fragment": "1" }, redirect: "manual", credentials: "same-origin",
    });
    if (!answer.headers.get("Kith-Fragment")) return null;
    return { ok: answer.ok, html: await answer.text() };
  };
  const swap = (form, piece) => {
    const inner = document.createElement("template");
    inner.innerHTML = piece.html;
    const line = inner.content.querySelector("[data-said]");
    const text = line ? line.textContent : "";
    if (line) line.remove();
    const item = form.dataset.live === "item" || (piece.ok && "answers" in form.dataset);
    const old = item && form.dataset.live === "item" ? form.closest("[data-item]") : form.closest("[data-swap]");
    if (!old) return;
    const fresh = Array.from(inner.content.children);
    if (piece.ok && form.dataset.live === "item") {
      const note = document.createElement("li");
      note.className = old.className + " gone";
      note.textContent = text;
      old.replaceWith(note);
    } else {
      old.replaceWith(...fresh);
      if (piece.ok && "answers" in form.dataset) lower();
    }
    for (const part of fresh) prepare(part);
    // The piece, not its first button: pressing Enter twice must not withdraw what was just sent.
    const focus = fresh[0];
    if (focus) { focus.tabIndex = -1; focus.focus({ preventScroll: true }); }
    say(text || (fresh[0] && !piece.ok ? fresh[0].textContent.trim().slice(0, 300) : ""));
  };
  const lower = () => {
    for (const badge of document.querySelectorAll("[data-waiting], .tabs [href='/network/received'] .count")) {
      const left = Number(badge.textContent) - 1;
      if (left > 0) badge.textContent = String(left); else if (left === 0) badge.remove();
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("live" in form.dataset) || !window.fetch) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const buttons = form.querySelectorAll("button");
    const work = send(form, event.submitter);
    for (const button of buttons) button.disabled = true;
    work.then((piece) => {
      if (piece) { swap(form, piece); return; }
      for (const button of buttons) button.disabled = false;
      form.ariaBusy = "false";
      plain(form, event.submitter);
    }).catch(() => {
      form.ariaBusy = "false";
      for (const button of buttons) button.disabled = false;
      say("This did not reach the server. Check the connection and try again.");
    });
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) count(event.target);
  });

  // --- The coach reads along, and is heard only when the number of its remarks changes. ---
  let pause;
  let asked = 0;
  const coach = async (area) => {
    const [mine, form] = [++asked, area.form];
    const panel = form.querySelector("[data-coach]");
    const fields = new URLSearchParams(new FormData(form));
    fields.set("typing", "1");
    const answer = await fetch(form.dataset.coachAt || "/notes/check", {
      method: "POST", body: fields, headers: { "Kith-Fragment": "1" }, redirect: "manual", credentials: "same-origin",
    });
    if (!panel || !answer.headers.get("Kith-Fragment")) return;
    const text = await answer.text();
    if (mine !== asked || !panel.isConnected || panel.contains(document.activeElement)) return;
    const before = panel.querySelector("[data-summary]");
    const heard = before ? before.textContent : "";
    panel.innerHTML = text;
    const now = panel.querySelector("[data-summary]");
    if (now && now.textContent !== heard) say(now.textContent);
  };
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches("textarea[data-coached]") || !window.fetch) return;
    clearTimeout(pause);
    pause = setTimeout(() => coach(area).catch(() => {}), 700);
  });

  // --- A template shows how it reads while it is written, and takes placeholders where one writes. ---
  let templatePause;
  let templateAsked = 0;
  const preview = async (form) => {
    const mine = ++templateAsked;
    const answer = await fetch("/templates/preview", {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "Kith-Fragment": "1" }, redirect: "manual", credentials: "same-origin",
    });
    if (!answer.headers.get("Kith-Fragment")) return;
    const inner = document.createElement("template");
    inner.innerHTML = await answer.text();
    const [old, fresh] = [form.querySelector("#preview"), inner.content.querySelector("#preview")];
    if (mine !== templateAsked || !old || !fresh || old.contains(document.activeElement)) return;
    const heard = old.querySelector("[data-summary]");
    old.replaceWith(fresh);
    const now = fresh.querySelector("[data-summary]");
    if (now && (!heard || heard.textContent !== now.textContent)) say(now.textContent);
  };
  const previewLater = (form) => {
    clearTimeout(templatePause);
    templatePause = setTimeout(() => preview(form).catch(() => {}), 700);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "template" in form.dataset && window.fetch) previewLater(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-insert]");
    const area = button && button.form.elements.text;
    if (!area) return;
    event.preventDefault();
    area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    previewLater(button.form);
  });

  // --- A picture that is chosen shows before it is sent. ---
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file]") || !window.FileReader) return;
    const place = document.querySelector(`[data-preview="${input.id}"]`);
    const file = input.files[0];
    if (!place || !file || !file.type.startsWith("image/")) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const old = place.querySelector(".avatar, img");
      const picture = document.createElement("img");
      picture.alt = "";
      picture.className = old && old.classList.contains("avatar") ? "avatar photo huge" : "";
      picture.src = reader.result;
      place.replaceChildren(picture);
    });
    reader.readAsDataURL(file);
  });

  // --- Tick all on a page. ---
  document.addEventListener("change", (event) => {
    const all = event.target;
    if (!all.matches("[data-all]")) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][form="${all.dataset.all}"]`)) box.checked = all.checked;
  });

  // --- Menus close on a press elsewhere and on Escape; a note box opens ready to write. ---
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open], details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (box.matches && box.matches("details.note-box[open], details.reply[open]")) {
      const field = box.querySelector("input[type=email], textarea");
      if (field) field.focus();
    }
  }, true);

  // --- "/" leads to the search, Escape closes. ---
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open], details.more[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      return;
    }
    if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const fields = [...document.querySelectorAll("[data-search], #search input[type=search]")];
    const field = fields.find((one) => one.offsetParent !== null);
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  const wide = window.matchMedia("(min-width: 60rem)");
  const filters = () => { if (wide.matches) for (const box of document.querySelectorAll("[data-wide-open]")) box.open = true; };
  wide.addEventListener("change", filters);
  filters();

  // --- A search shows whom it finds while it is typed. Fields outside the form belong to it. ---
  let looks = 0;
  const replace = (piece) => {
    const old = document.getElementById(piece.id);
    const active = document.activeElement;
    // Whoever types into a field goes on doing so.
    if (!old || (old.contains(active) && active.matches("input[type=text]"))) return;
    for (const field of old.querySelectorAll("input[type=text][id]")) {
      const fresh = piece.querySelector(`[id="${field.id}"]`);
      if (fresh && field.value !== field.defaultValue) fresh.value = field.value;
    }
    const box = piece.querySelector("details");
    if (box && old.querySelector("details[open]")) box.open = true;
    const focus = old.contains(active) && active.id;
    old.replaceWith(piece);
    prepare(piece);
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
  };
  const look = async (form) => {
    const mine = ++looks;
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${form.getAttribute("action")}?${new URLSearchParams(fields)}`;
    const answer = await fetch(address, { headers: { "Kith-Fragment": "1" }, redirect: "manual", credentials: "same-origin" });
    if (!answer.ok || !answer.headers.get("Kith-Fragment")) return;
    const inner = document.createElement("template");
    inner.innerHTML = await answer.text();
    if (mine !== looks) return;
    const count = inner.content.querySelector("[data-count]");
    for (const piece of Array.from(inner.content.children)) replace(piece);
    history.replaceState(null, "", address);
    if (count) say(count.textContent);
  };
  let later;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !("typing" in form.dataset) || !window.fetch) return;
    clearTimeout(later);
    later = setTimeout(() => look(form).catch(() => {}), event.target.type === "checkbox" ? 0 : 200);
  });

  // --- Live: the counts in the frame and the list of notifications follow what happens. ---
  const badge = (entry, count) => {
    const icon = entry.querySelector(".entry-icon");
    const old = icon.querySelector(".dot");
    if (old) { if (old.nextElementSibling) old.nextElementSibling.remove(); old.remove(); }
    if (!count) return;
    const dot = document.createElement("span");
    dot.className = "dot";
    if (entry.dataset.countOf === "invitations") dot.dataset.waiting = "";
    dot.textContent = count > 99 ? "99+" : String(count);
    const words = document.createElement("span");
    words.className = "sr";
    words.textContent = ` ${entry.dataset.words}, `;
    icon.append(dot, words);
  };
  const fresh = async () => {
    const news = document.querySelector("#news[data-news]");
    // Whoever is on one of its buttons stays there.
    if (!news || news.contains(document.activeElement)) return;
    const answer = await fetch("/notifications", { headers: { "Kith-Fragment": "1" }, redirect: "manual", credentials: "same-origin" });
    if (!answer.ok || !answer.headers.get("Kith-Fragment")) return;
    const inner = document.createElement("template");
    inner.innerHTML = await answer.text();
    for (const piece of Array.from(inner.content.children)) replace(piece);
  };
  let known = false;
  const counted = (event) => {
    const counts = JSON.parse(event.data);
    for (const entry of document.querySelectorAll("[data-count-of]")) badge(entry, counts[entry.dataset.countOf]);
    // What was withdrawn leaves the list, too.
    if (known) fresh().catch(() => {});
    known = true;
  };
  const told = (event) => {
    fresh().catch(() => {});
    say(JSON.parse(event.data).text);
  };
  let stream = null;
  const listen = () => {
    // Only the page in sight: a browser opens few connections to one site.
    const wanted = "liveUpdates" in root.dataset && window.EventSource && document.visibilityState === "visible";
    if (!wanted && stream) { stream.close(); stream = null; }
    if (!wanted || stream) return;
    stream = new EventSource("/api/v1/live");
    stream.addEventListener("counters", counted);
    stream.addEventListener("notification", told);
  };
  document.addEventListener("visibilitychange", listen);
  listen();

  // --- On a phone the tabs scroll: the one that is shown comes into sight. ---
  const here = document.querySelector(".tabs [aria-current]");
  const tabs = here && here.closest("ul");
  if (tabs && tabs.scrollWidth > tabs.clientWidth) {
    const [tab, room] = [here.getBoundingClientRect(), tabs.getBoundingClientRect()];
    tabs.scrollLeft += tab.left + tab.width / 2 - room.left - room.width / 2;
  }

  prepare(document);
  setInterval(() => times(document), 30000);
})();
