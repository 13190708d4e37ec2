import { createAgent } from '../api/agent';
import { keys } from '../api/keys';
import { fetchTransport } from '../api/transport';
import { browserHost } from '../hosts/browser/browser';
import { start } from './App';

const agent = createAgent(fetchTransport, browserHost);
const context = browserHost.context();

// The record is asked for while the words are still on their way.
if (agent.api.signedIn.get() && context.kind === 'mail') {
  const { source } = context;
  void agent.queries.prefetchQuery({
    queryKey: keys.panel(source, null),
    queryFn: ({ signal }) => agent.api.panel({ source, participant: null }, signal),
  });
}

const root = document.getElementById('root');
if (root) void start(agent, root);
