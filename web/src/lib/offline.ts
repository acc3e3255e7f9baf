// The page as a file, without a server: its answers stand in the page, as src/serve/explorer_file.cc has put them there.
import type { Call } from './api.svelte';
import { find, type FindRequest } from './find';
import type { Labels } from './types';

// Of the build: the pages that a server sends have none of this.
export const offline = import.meta.env.MODE === 'offline';

interface Kept {
  users: string[]; // with lists and reasons
  chunks: Record<string, string>; // base64 of gzip
}
const kept: Kept = offline ? JSON.parse(document.getElementById('answers')!.textContent!) : { users: [], chunks: {} };
if (!kept.chunks) Object.assign(kept, { users: [], chunks: {} });
const with_lists = new Set(kept.users);

export const users_with_lists = kept.users;
export const has_lists = (user: string) => !offline || with_lists.has(user);

async function unpacked(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const text = kept.chunks[name];
  if (text === undefined) return undefined;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

type Answers = Record<string, Record<string, unknown>>;
const read = new Map<string, Promise<Answers>>();
function answers_of(chunk: string): Promise<Answers> {
  let answers = read.get(chunk);
  if (!answers) {
    answers = unpacked(chunk).then((bytes) => (bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Answers) : {}));
    read.set(chunk, answers);
  }
  return answers;
}

type Body = Record<string, unknown>;
const key_of = (path: string, body: Body) => `${path} ${JSON.stringify(Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))))}`;
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

function refusal(path: string, body: Body): Response {
  const user = body['user'] ?? (body['side'] === 'user' ? body['id'] : undefined);
  const message =
    user !== undefined && !with_lists.has(String(user))
      ? `this file has lists and reasons of ${kept.users.length} users, and ${String(user)} is not one of them`
      : path === '/v1/explain'
        ? `this file has no reasons for item ${String(body['item'])} and user ${String(user)}`
        : body['id'] !== undefined || body['item'] !== undefined
          ? `there is no item '${String(body['id'] ?? body['item'])}'`
          : 'this file does not have that answer';
  return json({ error: { code: 'not_found', message, remedy: 'interplay serve shows everybody, and every list' } }, 404);
}

// Lists may be asked for shorter than they are kept.
function cut(answer: Record<string, unknown>, n: unknown): Record<string, unknown> {
  if (typeof n !== 'number') return answer;
  const result = { ...answer };
  for (const name of ['items', 'users']) if (Array.isArray(result[name])) result[name] = (result[name] as unknown[]).slice(0, n);
  return result;
}

export async function answer_offline(call: Call): Promise<Response> {
  const { model: _model, version: _version, n, ...body } = (call.body ?? {}) as Body;
  const raw = await unpacked(body['side'] === undefined ? call.path : `${call.path} ${String(body['side'])}`);
  if (raw) return new Response(raw);
  if (call.path === '/v1/explore/find') {
    const labels = (await answers_of('model'))[key_of('/v1/explore/labels', { side: body['side'] })] as unknown as Labels;
    return json(...find(labels, { ...(body as unknown as FindRequest), n: typeof n === 'number' ? n : 10 }));
  }
  const chunks = ['model'];
  if (body['side'] === undefined || body['id'] !== undefined) {
    const user = body['user'] ?? (body['side'] === 'user' ? body['id'] : undefined);
    const item = body['item'] ?? (body['side'] === 'item' ? body['id'] : undefined);
    if (user !== undefined) chunks.push(`user ${String(user)}`);
    if (item !== undefined) chunks.push(`item ${String(item)}`);
  }
  for (const chunk of chunks) {
    const answer = (await answers_of(chunk))[key_of(call.path, body)];
    if (answer) return json(cut(answer, n), answer['error'] ? 400 : 200);
  }
  return refusal(call.path, body);
}
