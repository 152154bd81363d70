// SPDX-License-Identifier: Apache-2.0
// The programs under test, as browser_network starts them; and free ports.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BUILD } from './packages.mjs';

const PATIENCE = 120_000; // Milliseconds until everything answers.

function isFree(port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

// Below the ports that outgoing connections take, and above the network's own.
export async function freePort() {
  for (;;) {
    const port = 31_000 + Math.floor(Math.random() * 1_500);
    if (await isFree(port)) return port;
  }
}

// One line of the program's output after another.
function linesOf(program, errors) {
  const waiting = [];
  const ready = [];
  const give = (line) => (waiting.length ? waiting.shift()(line) : ready.push(line));
  createInterface({ input: program.stdout }).on('line', give).on('close', () => give(null));
  return async () => {
    const line = ready.length ? ready.shift() : await new Promise((done) => waiting.push(done));
    if (line === null) throw new Error(`browser_network ended: ${errors.join('')}`);
    return JSON.parse(line);
  };
}

function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what} took too long`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// consoles: {agency: port}. What it returns is described in browser_network.cc.
export async function startNetwork(issuer, consoles) {
  const list = Object.entries(consoles).map(([agency, port]) => `${agency}=${port}`);
  const program = spawn(join(BUILD, 'browser', 'browser_network'),
    [`--issuer=${issuer}`, `--consoles=${list.join(',')}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors = [];
  program.stderr.on('data', (bytes) => errors.push(String(bytes)));
  program.on('error', (error) => errors.push(`${error.message}; is it built?`));
  const next = linesOf(program, errors);
  const described = await within(PATIENCE, next(), 'the network');
  const order = async (words) => {
    program.stdin.write(`${words}\n`);
    const reply = await within(PATIENCE, next(), words);
    if (reply.error) throw new Error(`${words}: ${reply.error}`);
  };
  return {
    ...described,
    kill: (who) => order(`kill ${who}`),
    start: (who) => order(`start ${who}`),
    async stop() {
      const ended = new Promise((done) => program.once('exit', done));
      program.stdin.end();
      await within(PATIENCE, ended, 'the end of the network');
    },
  };
}
