import { createAgent } from '../api/agent';
import { fakeAgent } from '../api/fake/agent';
import { browserHost } from '../hosts/browser/browser';
import { fakeHost } from '../hosts/fake';
import { speak } from '../i18n';
import { start } from '../panel/App';
import { scenes } from './states';

// gallery.html?state=known&lang=ro shows one state of the panel, ?page=browser the page with the list of mails,
// and without either the gallery of all components.
const params = new URLSearchParams(location.search);
const language = params.get('lang') ?? 'en';
const theme = params.get('theme');
const root = document.getElementById('root') as HTMLElement;
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

const state = params.get('state');
const scene = state ? scenes[state] : undefined;

localStorage.clear();
localStorage.setItem('crmweb.language', language);
localStorage.setItem('crmweb.language.chosen', '1');

if (scene) {
  if (scene.signedIn !== false) localStorage.setItem('crmweb.token', 'fake-token');
  const fake = scene.agent();
  const agent = createAgent(fake, fakeHost(scene.context, language));
  await start(agent, root);
  // The answers have come and are drawn, and the forms' chunk is there.
  await import('../record/forms');
  await new Promise((resolve) => setTimeout(resolve, 300));
  if (scene.stops) {
    for (let i = 0; i < (scene.waiting ?? 0); i += 1)
      await agent.outbox.put(`waiting-${i}`, 'Incident', { source: { entry: 'e1' }, kind: 'note' });
    fake.world.down = true;
    await agent.queries.refetchQueries().catch(() => undefined);
  }
  document.documentElement.dataset.ready = '';
} else if (params.get('page') === 'browser') {
  localStorage.setItem('crmweb.token', 'fake-token');
  await start(createAgent(fakeAgent({ language }), browserHost), root);
} else {
  const { showGallery } = await import('./Gallery');
  await speak(language === 'ro' || language === 'de' ? language : 'en');
  showGallery(root);
}
