// A running server with two models of synthetic ratings, and a browser that looks at it.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.INTERPLAY_PROGRAM ?? join(root, 'build/release/interplay');
const browser_path = process.env.INTERPLAY_BROWSER ?? '/usr/bin/chromium';
const run = promisify(execFile);

export async function interplay(...words) {
  const { stdout } = await run(program, words, { maxBuffer: 1 << 28 });
  return stdout;
}
export const json_of = async (...words) => JSON.parse(await interplay(...words, '--json'));

export async function make_models(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'ratings'), movies = join(folder, 'movies.safetensors'), chains = join(folder, 'chains.safetensors');
  await interplay('synth', data, '--users', '300', '--items', '500', '--rows', '20000', '--seed', '7', '-q');
  await interplay('train', data, '--model', 'fm', '--rank', '8', '--fields', 'user,item,age,gender,occupation,genres', '--valid', '0.1',
    '--epochs', '10', '--calibrate', 'auto', '--out', movies, '-q');
  await interplay('train', data, '--solver', 'mcmc', '--rank', '8', '--chains', '2', '--iterations', '30', '--fields', 'user,item,genres', '--out', chains, '-q');
  return { data, movies, chains };
}

// `listening` is told on standard error, with the port that the system has chosen.
export async function serve(...words) {
  const server = spawn(program, ['serve', ...words, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  const address = await new Promise((done, failed) => {
    server.stderr.on('data', (bytes) => {
      told += bytes;
      const found = /http:\/\/[\w.:[\]]+/.exec(told);
      if (found) done(found[0].replace(/\/$/, ''));
    });
    server.on('exit', (status) => failed(new Error(`serve ended with ${status}: ${told}`)));
  });
  return { address, told: () => told, stop: () => new Promise((done) => (server.on('exit', done), server.kill('SIGTERM'))) };
}

export const launch = () => chromium.launch({ executablePath: browser_path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
export const work = join(root, 'build', 'web-test');
