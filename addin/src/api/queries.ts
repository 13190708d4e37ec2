import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAgent } from './agent';
import { seen } from './cache';
import type { Keeper } from './client';
import { keys } from './keys';
import { session } from './session';
import { useStore } from './store';
import type { AttachRequest, ClientRecord, Kind, LogKind, MailSource, PanelView } from './types';

/** Who is signed in; the last known answer until the agent gives a new one. */
export function useSession() {
  const { api } = useAgent();
  const signedIn = useStore(api.signedIn);
  return useQuery({
    queryKey: keys.session,
    enabled: signedIn,
    initialData: session.last,
    initialDataUpdatedAt: 0,
    queryFn: async ({ signal }) => {
      const now = await api.session(signal);
      session.keep(now);
      return now;
    },
  });
}

export function useRight(right: string): boolean {
  return useSession().data?.rights.includes(right) ?? true;
}

/** Everything about a mail; first what was seen of it before, then what the agent answers. */
export function usePanel(source: MailSource | null, participant: string | null) {
  const { api, queries } = useAgent();
  const signedIn = useStore(api.signedIn);
  const none: MailSource = { entry: '' };
  const key = keys.panel(source ?? none, participant);
  const shelf = key.join(' ');
  const query = useQuery({
    queryKey: key,
    enabled: source !== null && signedIn,
    queryFn: async ({ signal }) => {
      const view = await api.panel({ source: source ?? none, participant }, signal);
      void seen.remember(shelf, view);
      return view;
    },
    // Stepping to another participant keeps the mail on the screen; another mail never shows the last one's record.
    placeholderData: (last: PanelView | undefined, lastQuery) => (lastQuery?.queryKey[1] === key[1] ? last : undefined),
  });
  const empty = source !== null && query.data === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shelf's name says all of the key
  useEffect(() => {
    if (!empty) return;
    void seen.recall<PanelView>(shelf).then((kept) => {
      if (kept && queries.getQueryData(key) === undefined) queries.setQueryData(key, kept.data, { updatedAt: kept.at });
    });
  }, [empty, shelf, queries]);
  return query;
}

export function useRecord(kind: Keeper, uid: string) {
  const { api } = useAgent();
  return useQuery({ queryKey: keys.record(kind, uid), queryFn: ({ signal }) => api.record(kind, uid, signal) });
}

/** The history beyond what the record brought, page by page. */
export function useHistory(record: ClientRecord) {
  const { api } = useAgent();
  const kind = record.record.kind === 'account' ? 'account' : 'contact';
  return useInfiniteQuery({
    queryKey: [...keys.history(kind, record.record.uid), record.history_next],
    enabled: false,
    initialPageParam: record.history_next,
    queryFn: ({ pageParam, signal }) => api.history(kind, record.record.uid, pageParam, signal),
    getNextPageParam: (page) => page.next,
  });
}

export function useStages(enabled = true) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.stages,
    enabled,
    staleTime: 3_600_000,
    queryFn: ({ signal }) => api.stages(signal),
  });
}

export function useLogDraft(source: MailSource, kind: LogKind) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.draft(source, kind),
    staleTime: 0,
    queryFn: ({ signal }) => api.draft(source, kind, signal),
  });
}

/** Who somebody unknown is, read from the whole mail: signature and visiting card included. */
export function useGuess(source: MailSource, address: string) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.guess(source, address),
    enabled: address !== '',
    staleTime: 600_000,
    queryFn: ({ signal }) => api.guess(source, address, signal),
  });
}

export function useAttachPreview(request: AttachRequest | null) {
  const { api } = useAgent();
  return useQuery({
    queryKey: request ? keys.preview(request.source, request.to.uid, request.reach) : ['preview'],
    enabled: request !== null,
    queryFn: ({ signal }) => api.attachPreview(request as AttachRequest, signal),
  });
}

/** Records whose name, address or number begins like the text; asked from two characters on. */
export function useFind(text: string, kinds: Kind[]) {
  const { api } = useAgent();
  const q = text.trim();
  return useQuery({
    queryKey: keys.find(q, kinds.join(',')),
    enabled: q.length > 1,
    queryFn: ({ signal }) => api.find(q, kinds, signal),
    placeholderData: (last) => last,
  });
}

export function useContactFields(uid: string | null) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.fields('contact', uid ?? ''),
    enabled: uid !== null,
    queryFn: ({ signal }) => api.contact(uid ?? '', signal),
  });
}

export function useAccountFields(uid: string | null) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.fields('account', uid ?? ''),
    enabled: uid !== null,
    queryFn: ({ signal }) => api.account(uid ?? '', signal),
  });
}

export function useMails(q: string) {
  const { api } = useAgent();
  return useInfiniteQuery({
    queryKey: keys.mails(q),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.mails(q, pageParam, signal),
    getNextPageParam: (page) => page.next,
    placeholderData: (last) => last,
  });
}

export function useMailText(entry: string | null) {
  const { api } = useAgent();
  return useQuery({
    queryKey: keys.text(entry ?? ''),
    enabled: entry !== null,
    staleTime: 600_000,
    queryFn: ({ signal }) => api.mailText(entry ?? '', signal),
  });
}
