// Evaluates each expression of a file with the CEL implementations of npm, and prints a JSON line for each.
//
//   node cel_bench.mjs EXPRESSIONS     in a folder with node_modules; all expressions are true of the lead below
//
// Each is parsed and planned once, before the clock starts, as a rule engine would. The clock is the process's own, so that
// others on the machine disturb less.
import {readFileSync} from 'node:fs';
import {celEnv, parse as parseBuf, plan} from '@bufbuild/cel';
import {Environment} from '@marcbachmann/cel-js';
import {evaluate as evaluateCelJs, parse as parseCelJs} from 'cel-js';

const SECONDS = 0.5;
const lead = {country: 'DE', employees: 5200n, score: 85n, title: 'Head of Sales Operations'};
const plainLead = {...lead, employees: 5200, score: 85};  // cel-js knows no BigInt

const implementations = {
  '@bufbuild/cel': source => {
    const evaluate = plan(celEnv(), parseBuf(source));
    const bindings = {lead: new Map(Object.entries(lead))};
    return () => evaluate(bindings);
  },
  '@marcbachmann/cel-js': source => {
    const evaluate = new Environment().registerVariable('lead', 'map').parse(source);
    const bindings = {lead};
    return () => evaluate(bindings);
  },
  'cel-js': source => {
    const parsed = parseCelJs(source);
    if (!parsed.isSuccess) throw new Error(parsed.errors.join('; '));
    const bindings = {lead: plainLead};
    return () => evaluateCelJs(parsed.cst, bindings);
  },
};

for (const expression of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  for (const [name, prepare] of Object.entries(implementations)) {
    try {
      const evaluate = prepare(expression);
      if (evaluate() !== true) throw new Error(`not true but ${evaluate()}`);
      for (let i = 0; i < 20000; ++i) evaluate();
      let count = 0;
      const began = process.cpuUsage();
      let seconds = 0;
      while (seconds < SECONDS) {
        for (let i = 0; i < 1000; ++i) evaluate();
        count += 1000;
        const used = process.cpuUsage(began);
        seconds = (used.user + used.system) / 1e6;
      }
      console.log(JSON.stringify({expression, name, per_s: Math.round(count / seconds)}));
    } catch (error) {
      console.log(JSON.stringify({expression, name, error: String(error.message ?? error)}));
    }
  }
}
