import { type Answer, type Call, type Transport, Unreachable } from '../transport';
import type * as t from '../types';
import * as data from './data';
import { accountFields, contactFields } from './fields';
import { createReads } from './reads';
import { allRights, ok, problem, type World } from './world';
import { createWrites } from './writes';

export type Fake = Transport & {
  /** What is so at the moment; a test may change it. */
  world: World;
  /** Every request, oldest first. */
  calls: Call[];
  /** Sends an event to the open streams. */
  emit(event: 'change' | 'reset' | 'sync' | 'signed-out', body: unknown): void;
  /** Answers the next matching requests with a problem. */
  refuse(path: RegExp, problem: Partial<t.Problem> & { status: number; code: string }, times?: number): void;
};

/** An agent in memory, with the samples of `data.ts`. It keeps the contract: keys are required and honoured once. */
export function fakeAgent(change: Partial<World> = {}): Fake {
  const world: World = {
    down: false,
    silent: false,
    language: 'en',
    rights: allRights,
    code: 'ABCD2345',
    token: 'fake-token',
    stage: {},
    done: new Set(),
    logged: {},
    contact: contactFields(),
    account: accountFields(),
    chosen: {},
    clients: {},
    unlinked: new Set(),
    neverLog: new Set(),
    answers: new Map(),
    undo: new Map(),
    flags: [{ kind: 'overdue', activities: 1 }],
    ...change,
  };
  const calls: Call[] = [];
  const refusals: { path: RegExp; answer: Answer; left: number }[] = [];
  const streams = new Set<{ path: string; send(text: string): void; end(): void }>();
  let seq = 0;

  const emit: Fake['emit'] = (event, body) => {
    seq += 1;
    const wanted = event === 'change' || event === 'reset' ? '/api/v1/events' : '/edge/v1/signals';
    const id = event === 'change' ? `id: ${seq}\n` : '';
    for (const stream of streams)
      if (stream.path === wanted) stream.send(`event: ${event}\n${id}data: ${JSON.stringify(body)}\n\n`);
  };

  const reads = createReads(world);
  const writes = createWrites(world);

  async function request(call: Call): Promise<Answer> {
    calls.push(call);
    if (world.silent)
      return new Promise<Answer>((_, reject) =>
        call.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      );
    await Promise.resolve();
    if (world.down) {
      for (const stream of streams) stream.end();
      throw new Unreachable(call.path);
    }
    const refusal = refusals.find((each) => each.left > 0 && each.path.test(call.path));
    if (refusal) {
      refusal.left -= 1;
      return refusal.answer;
    }
    const url = new URL(call.path, 'http://agent');
    if (url.pathname === '/edge/v1/hello') return ok(null, 204);
    if (url.pathname === '/edge/v1/pair/confirm') return pair(world, call.body as t.PairRequest);
    if (call.headers.Authorization !== `Bearer ${world.token}`)
      return problem(401, 'api.unauthorized', 'sign in first');
    if (!world.rights.includes('read') && url.pathname !== '/edge/v1/session')
      return problem(403, 'crm.denied', 'you may not read');
    const read = reads(call, url);
    if (read) return read;
    const key = call.headers['Idempotency-Key'];
    if (!key) return problem(422, 'api.idempotency', 'a key is missing');
    const body = JSON.stringify([call.method, call.path, call.body]);
    const before = world.answers.get(key);
    if (before)
      return before.body === body
        ? before.answer
        : problem(422, 'api.idempotency', 'the key was used for something else');
    const answer = writes(call, url, key);
    if (answer.status < 400) {
      world.answers.set(key, { body, answer });
      queueMicrotask(() =>
        emit('change', {
          seq: seq + 1,
          mutation: key,
          verb: url.pathname,
          at: Date.now(),
          by: data.me.uid,
          records: [],
        } satisfies t.Change),
      );
    }
    return answer;
  }

  return {
    world,
    calls,
    emit,
    request,
    refuse(path, { status, code, detail = code, ...more }, times = 1) {
      refusals.push({ path, answer: problem(status, code, detail, more), left: times });
    },
    async stream(call) {
      calls.push(call);
      if (world.down) throw new Unreachable(call.path);
      const waiting: string[] = [': open\n\n'];
      let wake: (() => void) | null = null;
      let ended = false;
      const stream = {
        path: call.path,
        send(piece: string) {
          waiting.push(piece);
          wake?.();
        },
        end() {
          ended = true;
          wake?.();
        },
      };
      streams.add(stream);
      call.signal?.addEventListener('abort', stream.end);
      async function* pieces() {
        while (!ended) {
          const piece = waiting.shift();
          if (piece !== undefined) yield piece;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
        streams.delete(stream);
      }
      return { status: 200, text: pieces() };
    },
  };
}

function pair(world: World, { code }: t.PairRequest): Answer {
  if (code.replaceAll('-', '').toUpperCase() !== world.code)
    return problem(403, 'pair.code-wrong', 'the code is wrong');
  world.token = 'fake-token';
  return ok({ token: world.token, ...data.session(world.language, world.rights) }, 201);
}
