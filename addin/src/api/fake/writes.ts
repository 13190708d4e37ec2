import type { Answer, Call } from '../transport';
import type * as t from '../types';
import * as data from './data';
import { ok, problem, type World } from './world';

/** Carries out a change and notes how it is undone. */
export function createWrites(world: World) {
  return function write(call: Call, url: URL, key: string): Answer {
    const body = (call.body ?? {}) as Record<string, never>;
    const { pathname } = url;
    const undoable = (back: () => void) => void world.undo.set(key, back);
    if (pathname === '/edge/v1/log') return log(world, call.body as t.LogRequest, key, undoable);
    if (pathname === '/edge/v1/attach') return ok({ attached: 1, mutation: key });
    if (pathname === '/api/v1/clients') {
      const { contact, account } = call.body as t.NewClient;
      const address = contact.addresses?.[0] ?? '';
      if (!contact.last_name && !contact.first_name)
        return problem(422, 'crm.invalid', 'a name is missing', {
          fields: [{ field: 'contact.last_name', reason: 'a name is missing' }],
        });
      const named: t.Named = {
        kind: 'contact',
        uid: data.id(60),
        name: `${contact.first_name ?? ''} ${contact.last_name ?? ''}`.trim(),
      };
      world.clients[address] = named;
      undoable(() => delete world.clients[address]);
      return ok(
        {
          contact: named,
          account:
            account && 'new' in account ? { kind: 'account', uid: data.id(61), name: account.new.name ?? '' } : null,
          attached: 6,
          mutation: key,
        },
        201,
      );
    }
    if (pathname === '/edge/v1/never-log') {
      world.neverLog.add(String(body.value));
      return ok({ uid: data.id(70), mutation: key }, 201);
    }
    if (pathname.startsWith('/edge/v1/never-log/')) {
      world.neverLog.clear();
      return ok(null, 204);
    }
    if (pathname.endsWith('/correct')) {
      const mail = pathname.split('/')[4] ?? '';
      world.unlinked.add(mail);
      undoable(() => world.unlinked.delete(mail));
      return ok({ taught: null, others: 2, why: '', mutation: key });
    }
    if (pathname === '/api/v1/choices') {
      const { address, to } = call.body as { address: string; to: t.Ref };
      world.chosen[address] =
        [data.stan1, data.stan2, data.transilvania].find((each) => each.uid === to.uid) ?? data.stan1;
      undoable(() => delete world.chosen[address]);
      return ok({ others: 3, mutation: key });
    }
    if (pathname === '/api/v1/undo') {
      world.undo.get(String(body.mutation))?.();
      return ok({ verb: 'undo', restored: 1, kept: [] });
    }
    if (pathname.endsWith('/stage')) {
      const uid = pathname.split('/')[4] ?? '';
      const before = world.stage[uid];
      world.stage[uid] = String(body.stage);
      undoable(() => {
        if (before === undefined) delete world.stage[uid];
        else world.stage[uid] = before;
      });
      return ok({ version: 2, mutation: key });
    }
    if (pathname.endsWith('/complete')) {
      const uid = pathname.split('/')[4] ?? '';
      world.done.add(uid);
      undoable(() => world.done.delete(uid));
      return ok({ version: 2, mutation: key });
    }
    if (call.method === 'PATCH') return patch(world, call, undoable);
    return problem(404, 'crm.not-found', 'not there');
  };
}

function log(world: World, request: t.LogRequest, key: string, undoable: (back: () => void) => void): Answer {
  const entry = 'entry' in request.source ? request.source.entry : 'e1';
  const title = request.incident?.subject ?? request.opportunity?.name ?? request.activity?.subject ?? '';
  if (!title.trim())
    return problem(422, 'crm.invalid', 'the subject is empty', {
      fields: [{ field: 'subject', reason: 'the subject is empty' }],
    });
  const kind: t.Kind = request.kind === 'incident' || request.kind === 'opportunity' ? request.kind : 'activity';
  const record: t.Named = {
    kind,
    uid: data.id(80 + world.answers.size),
    name: request.kind === 'incident' ? `INC-7Q ${title}` : title,
  };
  const logged: t.Logged = {
    record,
    kind: request.kind,
    status: request.kind === 'incident' ? 'Nou' : '',
    at: data.now,
    by: data.me.name,
    from_this_mail: true,
  };
  world.logged[entry] = [logged, ...(world.logged[entry] ?? [])];
  undoable(() => {
    world.logged[entry] = (world.logged[entry] ?? []).filter((each) => each !== logged);
  });
  return ok({ record, mutation: key, mail: data.id(5_000) } satisfies t.LogAnswer, 201);
}

function patch(world: World, call: Call, undoable: (back: () => void) => void): Answer {
  const which = call.path.includes('/contacts/') ? 'contact' : 'account';
  const now = world[which];
  if (call.headers['If-Match'] !== `"${now.version}"`)
    return problem(412, 'crm.stale', 'somebody changed it', { current: now });
  const next = { ...now, ...(call.body as object), version: now.version + 1 };
  world[which] = next as never;
  undoable(() => {
    world[which] = { ...now, version: next.version + 1 } as never;
  });
  return ok(next);
}
