// Writes the rules and leads of the peers' benchmark where bench/rules_bench.cc reads them.
//
//   node peer_rules.js PEERS OUT     PEERS holds the peers' common.js
//
// OUT/rules-N.csv is a decision table of `hit: first`; OUT/leads-N.tsv holds country, segment, employees and industry of each
// lead, and the owner that the peers' plain loop over the rules gives it.
const fs = require('fs');
const path = require('path');

const [peers, out] = process.argv.slice(2);
const {makeLead, makeRules, decide} = require(path.resolve(peers, 'common.js'));
const leads = [...Array(2000).keys()].map(makeLead);

for (const count of [100, 1000]) {
  const rules = makeRules(count);
  const rows = rules.map(rule => `r${rule.id},${rule.id},${rule.country},${rule.segment},${rule.industry ?? '*'},${rule.min}..${rule.max - 1},person:${rule.owner}`);
  fs.writeFileSync(path.join(out, `rules-${count}.csv`), ['id,order,country,segment,industry,employees,to', ...rows].join('\n') + '\n');
  const lines = leads.map(lead => [lead.company.country, lead.company.segment, lead.company.employees, lead.company.industry, decide(lead, rules)?.owner ?? ''].join('\t'));
  fs.writeFileSync(path.join(out, `leads-${count}.tsv`), lines.join('\n') + '\n');
}
