#include "sim/state_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/records.h"
#include "engine/state_codec.h"

namespace signalbox {
namespace {

std::string Hex(const Id& id) {
  return ToHex(id.View());
}

std::string Hex(const KeyedHash& hash) {
  return ToHex(BytesView(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

// All of a value, whatever the lines before name of it.
template <typename T>
std::string Whole(const T& value) {
  Bytes bytes;
  saved::Put(value, &bytes);
  return ToHex(bytes);
}

std::string TextOf(const Attributes& attributes) {
  Bytes encoded;
  EncodeAttributes(attributes, Part::kAll, &encoded);
  return ToHex(encoded);
}

void DescribeLeads(const State& state, std::vector<std::string>* lines) {
  for (size_t i = 0; i < state.leads.size(); ++i) {
    const LeadEntry& lead = state.leads[i];
    lines->push_back(fmt::format(
        "lead {} id={} run={} status={} owner={} queue={} rule={} row={} reason={} "
        "policy={} touches={} sequence={} "
        "last={} run_last={} received={} said_at={} content={} subject={} pool={} acted={}",
        i, Hex(lead.id), Hex(lead.run), StatusName(lead.status), lead.owner,
        state.words.Of(lead.queue), state.words.Of(lead.rule), state.words.Of(lead.row),
        state.words.Of(lead.reason), state.words.Of(lead.policy), lead.touches, lead.sequence,
        lead.last_position, lead.run_last_position, lead.received_position, lead.said_at,
        Hex(lead.content), lead.subject, state.words.Of(lead.pool), lead.acted));
    LeadEntry numbers = lead;  // words are numbered as they come, and so are places in pools
    numbers.queue = numbers.rule = numbers.row = numbers.reason = numbers.policy = 0;
    numbers.record = numbers.pool = numbers.turn_pool = 0;
    lines->push_back(fmt::format("lead {} whole={} turn_pool={} record={}", i, Whole(numbers),
                                 state.words.Of(lead.turn_pool), state.words.Of(lead.record)));
  }
}

void DescribeFollowUps(const State& state, std::vector<std::string>* lines) {
  for (const auto& [lead, follow] : state.follow_ups) {
    lines->push_back(fmt::format("follow-up {} earlier={}", lead, fmt::join(follow.earlier, ",")));
    for (const LeadClock& clock : follow.clocks) {
      lines->push_back(fmt::format("clock {} {} generation={}", lead, ToHex(EncodeBody(clock.body)),
                                   clock.generation));
    }
  }
}

void DescribeMoves(const State& state, std::vector<std::string>* lines) {
  for (const auto& [id, plan] : state.moves) {
    lines->push_back(fmt::format(
        "moves {} {} next={} moved={} left_out={} batch_at={} approved_by={} undone_by={} told={}",
        Hex(id), ToHex(EncodeBody(plan.body)), plan.next, plan.moved, plan.left_out, plan.batch_at,
        plan.approved_by, Hex(plan.undone_by), fmt::join(plan.told, ",")));
  }
}

void DescribeCases(const State& state, std::vector<std::string>* lines) {
  for (const auto& [number, entry] : state.cases.by_number) {
    lines->push_back(fmt::format("case {} {}", number, Whole(entry)));
  }
  for (const auto& [key, number] : state.cases.open)
    lines->push_back(fmt::format("open case {} {}", Hex(key), number));
  for (const auto& [key, number] : state.cases.mail)
    lines->push_back(fmt::format("mail of case {} {}", Hex(key), number));
  for (const auto& [hash, text] : state.cases.texts) {
    lines->push_back(fmt::format("document text {} {} {} {} {}", ToHex(View(hash)), text.name,
                                 text.title, text.version, text.at));
  }
  for (const auto& [name, entry] : state.cases.documents) {
    lines->push_back(fmt::format("document {} {} {} {}", name, entry.version, entry.owner,
                                 ToHex(View(entry.text))));
  }
}

void DescribeModels(const State& state, std::vector<std::string>* lines) {
  for (const auto& [agent, models] : state.models.by_agent)
    lines->push_back(fmt::format("models {} {}", agent, Whole(models)));
}

void DescribeRun(const Run& run, std::vector<std::string>* lines) {
  const std::string name = "run " + Hex(run.id);
  lines->push_back(fmt::format(
      "{} lead={} trigger={} policy={} sequence={} last={} decided={} finished={} waits={} "
      "route_attempts={} owner_seen={} record={}",
      name, run.lead, TriggerName(run.trigger), run.policy->name, run.sequence, run.last_position,
      run.decided, run.finished, run.waits, run.route_attempts, run.owner_seen,
      TextOf(run.record)));
  lines->push_back(name + " whole=" + ToHex(EncodeRun(run)) + ToHex(EncodeRunSecret(run)));
  for (size_t i = 0; i < run.steps.size(); ++i) {
    const StepState& step = run.steps[i];
    lines->push_back(fmt::format(
        "{} step {} phase={} outcome={} attempt={} agent={} tried={} task={} deadline_timer={}",
        name, run.plan->steps[i].id, static_cast<int>(step.phase), OutcomeName(step.outcome),
        step.attempt, step.agent, fmt::join(step.tried, ","), Hex(step.task), step.deadline_timer));
  }
  for (size_t i = 0; i < run.timers.size(); ++i) {
    const RunTimer& timer = run.timers[i];
    lines->push_back(fmt::format("{} timer {} purpose={} step={} due={} generation={} open={}",
                                 name, i, static_cast<int>(timer.purpose), timer.step, timer.due,
                                 timer.generation, timer.open));
  }
}

void DescribeSettings(const State& state, std::vector<std::string>* lines) {
  for (const auto& [lead, end] : state.ends) {
    lines->push_back(
        fmt::format("end {} {} into={} at={}", lead, RecordEndCode(end.kind), end.into, end.at));
  }
  for (const auto& [name, flag] : state.flags) {
    lines->push_back(
        fmt::format("flag {} share={} by={} since={}", name, flag.share_e4, flag.by, flag.since));
  }
  for (const auto& [key, run] : state.schedules.runs)
    lines->push_back(fmt::format("schedule {} {}", key, ToHex(EncodeBody(run))));
  lines->push_back(fmt::format("schedules since={} environment={} {} {}",
                               state.schedules.active_since, state.environment.production,
                               state.environment.set_at, state.environment.text));
}

void DescribeWaiting(const State& state, std::vector<std::string>* lines) {
  for (const auto& [lane, runs] : state.waiting) {
    for (const auto& [position, run] : runs) {
      lines->push_back(
          fmt::format("waiting {} {} {} {}", lane.pool, lane.list, position, Hex(run)));
    }
  }
}

void DescribeShared(const State& state, std::vector<std::string>* lines) {
  for (const auto& [name, pool] : state.pools) {
    lines->push_back(fmt::format("pool {} turns={} last_picked={} whole={}", name, pool.turns,
                                 pool.last_picked, Whole(pool)));
    for (const PoolState::Member& member : pool.members) {
      lines->push_back(fmt::format("pool {} member {} weight={} turns={} level={} last_turn={}",
                                   name, member.person, member.weight, member.turns, member.level,
                                   member.last_turn));
    }
  }
  for (const auto& [id, tail] : state.tails) {
    lines->push_back(
        fmt::format("entity {} sequence={} last={}", Hex(id), tail.sequence, tail.last_position));
  }
  for (const KeyedRequest& one : state.keyed_requests) {
    lines->push_back(
        fmt::format("key {} body={} lead={} at={}", Hex(one.key), Hex(one.body), one.lead, one.at));
  }
  for (const auto& [lead, attributes] : state.arriving) {
    lines->push_back(fmt::format("arriving {} {}", lead, TextOf(attributes)));
  }
  lines->push_back(fmt::format("open={} refs={} requests_wait={} refused={} reference={}",
                               Whole(state.open), Whole(state.person_refs),
                               Whole(state.requests_wait), state.refused_results,
                               state.reference_position));
  DescribeWaiting(state, lines);
  for (const auto& [id, person] : state.roster.people())
    lines->push_back(fmt::format("person {} {}", id, ToHex(EncodeRecord(person))));
  for (const auto& [id, account] : state.directory.accounts())
    lines->push_back(fmt::format("account {} {}", id, ToHex(EncodeRecord(account))));
  std::string active;
  for (const Digest& hash : state.activated) active += VersionName(hash) + " ";
  for (const auto& [hash, one] : state.stages.versions) {
    const StageCounts& counts = one.counts;
    lines->push_back(fmt::format(
        "version {} {} share={} margin={} after={} author={} approver={} halted={} counts={},{},{},"
        "{},{} shadow={},{},{},{}",
        VersionName(hash), StageName(one.stage), one.share_e4, one.halt_margin_e4, one.halt_after,
        one.author, one.approver, one.halted.has_value() ? one.halted->rate : "", counts.decided,
        counts.rejected, counts.held, counts.unassigned, counts.breached, one.shadow.compared,
        one.shadow.moved, one.shadow.held, one.shadow.unassigned));
  }
  lines->push_back(fmt::format("stages shadow={} canary={} since={} approval={}",
                               ToHex(View(state.stages.shadow)), ToHex(View(state.stages.canary)),
                               state.stages.counted_since, state.stages.approval_required));
  Bytes registry;
  state.registry.Encode(&registry);
  lines->push_back(fmt::format(
      "next={} time={} epoch={} decider={} roster={} people={} identities={} external_ids={} "
      "activated={}",
      state.next_position, state.last_time, state.epoch, state.decider_version,
      state.roster.revision(), fmt::join(state.person_ids, ","), state.identities.size(),
      state.external_ids.size(), active));
  lines->push_back("registry " + ToHex(registry));
  for (const auto& [name, source] : state.sources) {
    lines->push_back(fmt::format("source {} mapping={} signature={} secret={}", name,
                                 ToHex(View(source.mapping)), SignatureName(source.signature),
                                 ToHex(source.secret)));
  }
  for (const AgentSpec* spec : state.registry.All()) {
    const AgentHealth* health = state.registry.HealthOf(spec->id, spec->version);
    lines->push_back(fmt::format("agent {} running={} failures={} opened_at={} probing={}",
                                 spec->id, health->running, health->consecutive_failures,
                                 health->opened_at, health->probing));
  }
}

}  // namespace

std::vector<std::string> DescribeState(const State& state) {
  std::vector<std::string> lines;
  DescribeLeads(state, &lines);
  DescribeMoves(state, &lines);
  DescribeModels(state, &lines);
  DescribeCases(state, &lines);
  DescribeFollowUps(state, &lines);
  state.runs.ForEach([&](const Run& run) { DescribeRun(run, &lines); });
  DescribeSettings(state, &lines);
  DescribeShared(state, &lines);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string FirstDifference(const std::vector<std::string>& live,
                            const std::vector<std::string>& folded) {
  const auto [one, other] = std::mismatch(live.begin(), live.end(), folded.begin(), folded.end());
  if (one == live.end() && other == folded.end()) return {};
  return fmt::format("live:   {}\nfolded: {}", one == live.end() ? "(no more)" : *one,
                     other == folded.end() ? "(no more)" : *other);
}

}  // namespace signalbox
