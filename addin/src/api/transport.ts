/** One request as a transport carries it: fetch in a browser, a message port elsewhere, memory in tests. */
export type Call = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
};

export type Answer = { status: number; etag: string | null; body: unknown };

export type Transport = {
  request(call: Call): Promise<Answer>;
  /** Gives the text of an endless answer in pieces; throws `Unreachable` or ends when the connection does. */
  stream(call: Call): Promise<{ status: number; text: AsyncIterable<string> }>;
};

/** Nobody answered: the agent is stopped, or cannot be reached from this page. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

async function reach(call: Call): Promise<Response> {
  const headers: Record<string, string> = { ...call.headers };
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  const init: RequestInit = {
    method: call.method,
    headers,
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: call.signal ?? null,
  };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  try {
    return await fetch(call.path, init);
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new Unreachable(`${call.method} ${call.path} was not answered`, { cause });
  }
}

async function* pieces(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Speaks to the agent that served this page. */
export const fetchTransport: Transport = {
  async request(call) {
    const response = await reach(call);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: json && text ? (JSON.parse(text) as unknown) : null,
    };
  },
  async stream(call) {
    const response = await reach(call);
    if (!response.body) throw new Unreachable(`${call.path} gave no stream`);
    return { status: response.status, text: pieces(response.body) };
  },
};
