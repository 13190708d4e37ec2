import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export declare const policy: string;
export declare function serve(
  folder: string,
  options?: { port?: number; answer?: (request: IncomingMessage, response: ServerResponse) => boolean | undefined },
): Promise<{ server: Server; url: string }>;
