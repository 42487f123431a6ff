#include "api/page_text.h"

namespace signalbox {

std::string_view PageStyle() {
  return R"css(
:root{--ink:#1c2530;--soft:#5d6b7a;--line:#dfe5ec;--back:#f5f7fa;--card:#fff;--mark:#1f5fbf;--good:#1d7a46;--wait:#946200;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#9aa8b7;--line:#2c3642;--back:#12171d;--card:#1a212a;--mark:#7fb0ff;--good:#6fd19b;--wait:#e6b450;--bad:#ff8a80}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:22px;margin:0 0 2px}
.soft{color:var(--soft)}
form{display:flex;flex-wrap:wrap;gap:10px;align-items:end;margin:18px 0}
label{display:flex;flex-direction:column;gap:3px;font-size:13px;color:var(--soft)}
input,select,button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:7px;padding:7px 10px}
button{cursor:pointer;background:var(--mark);border-color:var(--mark);color:var(--card);font-weight:600}
button.plain{background:none;color:var(--mark)}
input:focus-visible,select:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
#token{min-width:340px}
ol{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
li+li{border-top:1px solid var(--line)}
summary{display:grid;grid-template-columns:1.5fr 104px 1fr 1.4fr 150px;gap:14px;padding:11px 16px;cursor:pointer;align-items:baseline}
summary:hover{background:var(--back)}
summary>*{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.state{font-size:12px;font-weight:700;text-transform:uppercase;letter-spacing:.03em}
.routed{color:var(--good)}.queued,.held,.in_progress{color:var(--wait)}.rejected,.failed{color:var(--bad)}
.why{margin:0;padding:4px 16px 18px;white-space:pre-wrap;font:13px/1.55 ui-monospace,Menlo,Consolas,monospace}
.empty{padding:26px 16px;color:var(--soft);text-align:center}
#say{min-height:1.5em;color:var(--bad)}
@media (max-width:760px){summary{grid-template-columns:1fr auto}summary>:nth-child(n+4){display:none}#token{min-width:0;width:100%}}
)css";
}

std::string_view PageScript() {
  return R"js(
"use strict";
const $ = id => document.getElementById(id);
let cursor = null;
const token = () => sessionStorage.getItem("signalbox.token") || "";
const say = text => { $("say").textContent = text; };
async function get(path) {
  const answer = await fetch(path, {headers: {Authorization: "Bearer " + token()}, cache: "no-store"});
  if (answer.status === 401) { sessionStorage.removeItem("signalbox.token"); show(); throw new Error("this token is not the workspace's"); }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}
const cell = (text, kind) => { const e = document.createElement("span"); e.textContent = text || "\u2013"; if (kind) e.className = kind; e.title = text || ""; return e; };
function nameOf(item) {
  const l = item.lead || {};
  if (item.erased) return "(erased)";
  return [l.name || [l.first_name, l.last_name].filter(Boolean).join(" ") || l.email || item.external_id, l.company].filter(Boolean).join(", ") || item.lead_id;
}
function row(item) {
  const li = document.createElement("li"), d = document.createElement("details"), s = document.createElement("summary"), why = document.createElement("p");
  why.className = "why";
  s.append(cell(nameOf(item)), cell(item.status.replace("_", " "), "state " + item.status),
           cell(item.owner ? item.owner.name || item.owner.id : item.queue),
           cell([item.rule, item.row, item.reason].filter(Boolean).join(" \u00b7 ")), cell(new Date(item.received_at).toLocaleString()));
  d.append(s, why); li.append(d);
  d.addEventListener("toggle", async () => {
    if (!d.open || why.textContent) return;
    why.textContent = "\u2026";
    try { const e = await get("/v1/leads/" + encodeURIComponent(item.lead_id) + "/explanation"); why.textContent = e.text || item.explanation; }
    catch (error) { why.textContent = item.explanation; }
  });
  return li;
}
async function load(more) {
  say("");
  const q = new URLSearchParams({limit: "50"});
  if ($("status").value) q.set("status", $("status").value);
  if ($("owner").value.trim()) q.set("owner", $("owner").value.trim());
  if (more && cursor) q.set("cursor", cursor);
  try {
    const page = await get("/v1/leads?" + q);
    if (!more) $("leads").replaceChildren();
    for (const item of page.items) $("leads").append(row(item));
    if (!$("leads").children.length) { const li = document.createElement("li"); li.className = "empty"; li.textContent = "No leads fit. Send one with POST /v1/leads."; $("leads").append(li); }
    cursor = page.next_cursor;
    $("more").hidden = !cursor;
    $("as_of").textContent = "as of event " + page.as_of;
  } catch (error) { say(error.message); }
}
function show() {
  const open = token() !== "";
  $("enter").hidden = open; $("filter").hidden = !open; $("list").hidden = !open;
  if (open) load(false); else $("leads").replaceChildren();
}
$("enter").addEventListener("submit", e => { e.preventDefault(); sessionStorage.setItem("signalbox.token", $("token").value.trim()); $("token").value = ""; show(); });
$("filter").addEventListener("submit", e => { e.preventDefault(); load(false); });
$("status").addEventListener("change", () => load(false));
$("more").addEventListener("click", () => load(true));
$("leave").addEventListener("click", () => { sessionStorage.removeItem("signalbox.token"); show(); });
show();
)js";
}

std::string_view PageBody() {
  return R"html(<main>
<h1>Signalbox</h1>
<div class="soft">Leads, where each went, and why. <span id="as_of"></span></div>
<div id="say" role="alert"></div>
<form id="enter" hidden>
<label>Bearer token, printed by <code>signalbox init</code><input id="token" type="password" autocomplete="off" required></label>
<button>Show leads</button>
</form>
<form id="filter" hidden>
<label>Status<select id="status"><option value="">any</option><option>routed</option><option>queued</option><option>held</option><option>rejected</option><option value="in_progress">in progress</option><option>failed</option></select></label>
<label>Owner's id<input id="owner" autocomplete="off"></label>
<button>Filter</button>
<button type="button" class="plain" id="leave">Forget the token</button>
</form>
<section id="list" aria-label="Leads" hidden>
<ol id="leads"></ol>
<p><button type="button" class="plain" id="more" hidden>Older leads</button></p>
</section>
<noscript>This page needs JavaScript; the API under /v1 does not.</noscript>
</main>)html";
}

}  // namespace signalbox
