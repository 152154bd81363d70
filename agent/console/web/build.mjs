// SPDX-License-Identifier: Apache-2.0
// Makes console.css and console.js: node build.mjs SOURCE-FOLDER OUTPUT-FOLDER, run
// in the folder that holds node_modules. Fails, naming file and cause, if something
// does not compile, is too heavy, or carries what belongs to GOV.UK alone or comes
// from elsewhere.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const require = createRequire(join(process.cwd(), 'package.json'));

// In bytes, compressed: a page loads all three.
const HEAVIEST = { 'console.css': 25_000, 'console.js': 5_000, 'favicon.svg': 1_000 };
// An address; but a selector may ask how a link begins.
const FOREIGN = /(?<!\^="?)https?:/i;
const FORBIDDEN = {
  'console.css': [/crown/i, /crest/i, /gds/i, /@font-face/i, /url\(/i, FOREIGN, /@import/i],
  'console.js': [/https?:/i, /\beval\b/, /innerHTML/, /\.style\b/, /document\.write/],
  'favicon.svg': [/crown/i, /crest/i, /<script/i, /style=/i],
};

function fail(what, next) {
  console.error(`console's pages: ${what}\n  next: ${next}`);
  process.exit(1);
}

function compileStyles(source) {
  const sass = require('sass');
  const compiled = sass.compile(join(source, 'console.scss'), {
    style: 'compressed',
    // GOV.UK Frontend 5 is written in the older Sass, which says so at length.
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'if-function'],
    loadPaths: [source, resolve('node_modules/govuk-frontend/dist')],
  });
  // U+FEFF at the start is Sass's way to say UTF-8; the server says it in a header.
  return `${compiled.css.replace(/^\uFEFF/, '')}\n`;
}

function compileScript(source, output) {
  const tsc = require.resolve('typescript/bin/tsc');
  const run = spawnSync(
    process.execPath,
    [tsc, '--project', join(source, 'tsconfig.json'), '--outDir', output],
    { encoding: 'utf8' },
  );
  if (run.status !== 0) {
    fail(`console.ts does not compile\n${run.stdout}${run.stderr}`, 'mend what is named above');
  }
  return readFileSync(join(output, 'console.js'), 'utf8');
}

function inspect(name, text) {
  const found = FORBIDDEN[name].find((pattern) => pattern.test(text));
  if (found) {
    fail(
      `${name} has ${found}, which must not be served`,
      'leave out the component or the line that brings it',
    );
  }
  const weight = gzipSync(text).length;
  if (weight > HEAVIEST[name]) {
    fail(
      `${name} is ${weight} bytes compressed; at most ${HEAVIEST[name]}`,
      'leave out a component, or raise the limit in build.mjs with its reason',
    );
  }
  return `${name} ${text.length} bytes, ${weight} compressed`;
}

const [source, output] = process.argv.slice(2).map((path) => resolve(path));
if (!output) fail('needs a source and an output folder', 'node build.mjs SOURCE OUTPUT');
mkdirSync(output, { recursive: true });
const script = compileScript(source, output);
writeFileSync(join(output, 'console.css'), compileStyles(source));
copyFileSync(join(source, 'favicon.svg'), join(output, 'favicon.svg'));
console.log(
  [
    inspect('console.css', readFileSync(join(output, 'console.css'), 'utf8')),
    inspect('console.js', script),
    inspect('favicon.svg', readFileSync(join(output, 'favicon.svg'), 'utf8')),
  ].join('; '),
);
