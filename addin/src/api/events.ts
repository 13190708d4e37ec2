import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { problemOf, Refused } from './problem';
import { token } from './token';
import { type Transport, Unreachable } from './transport';

export type Following = { stop(): void };
export type Heard = {
  message(event: EventSourceMessage): void;
  /** The connection stands (true) or was lost (false). */
  connected?(stands: boolean): void;
  /** The agent refused: nothing is tried again. */
  refused?(error: Refused): void;
};

const shortest = 1_000;
const longest = 30_000;

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      window.removeEventListener('online', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    window.addEventListener('online', done);
  });

/**
 * Follows a stream of server-sent events for ever: it resumes after the last event heard, and after a lost connection
 * tries again after 1, 2, 4 … 30 seconds. Read by a transport, because `EventSource` cannot carry a token.
 */
export function follow(transport: Transport, path: string, heard: Heard, pause = shortest): Following {
  const end = new AbortController();
  let last: string | null = null;

  async function once(): Promise<boolean> {
    const secret = token.get();
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (secret) headers.Authorization = `Bearer ${secret}`;
    if (last !== null) headers['Last-Event-ID'] = last;
    const { status, text } = await transport.stream({ method: 'GET', path, headers, signal: end.signal });
    if (status >= 400) throw new Refused(problemOf(status, null));
    heard.connected?.(true);
    const parser = createParser({
      onEvent(event) {
        if (event.event === 'reset') last = null;
        else if (event.id !== undefined) last = event.id;
        heard.message(event);
      },
    });
    for await (const piece of text) parser.feed(piece);
    return true;
  }

  async function run(): Promise<void> {
    let next = pause;
    while (!end.signal.aborted) {
      try {
        if (await once()) next = pause;
      } catch (error) {
        if (end.signal.aborted) return;
        if (error instanceof Refused && [401, 403].includes(error.problem.status)) {
          heard.refused?.(error);
          return;
        }
        if (!(error instanceof Refused || error instanceof Unreachable)) next = Math.max(next, pause);
      }
      if (end.signal.aborted) return;
      heard.connected?.(false);
      await wait(next, end.signal);
      next = Math.min(next * 2, longest);
    }
  }
  void run();
  return { stop: () => end.abort() };
}
