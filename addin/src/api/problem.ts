import { Unreachable } from './transport';
import type { Problem } from './types';

/** The agent answered, and refused: `problem.code` says why. */
export class Refused extends Error {
  override name = 'Refused';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** Reads a problem from the body of an answer, whatever it holds. */
export function problemOf(status: number, body: unknown): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return {
    type: 'about:blank',
    title: given.title ?? '',
    status,
    code: given.code ?? `http.${status}`,
    detail: given.detail ?? '',
    ...(given.fields ? { fields: given.fields } : {}),
    ...(given.current === undefined ? {} : { current: given.current }),
  };
}

export function isRefused(error: unknown, ...codes: string[]): error is Refused {
  return error instanceof Refused && (codes.length === 0 || codes.includes(error.problem.code));
}

/** Whether repeating the same request later may succeed: nobody answered, or the agent was busy. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof Unreachable || (error instanceof Refused && [429, 502, 503, 504].includes(error.problem.status))
  );
}

/** The complaint about one field of a form (422), if there is one. */
export function fieldReason(error: unknown, field: string): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  return error.problem.fields?.find((each) => each.field === field || each.field.endsWith(`.${field}`))?.reason;
}
