import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { PanelView } from '../../src/api/types';

/** The least that React needs to ask for a record and to show it: what the panel is measured against. */
function Bare() {
  const [view, setView] = useState<PanelView | null>(null);
  useEffect(() => {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${localStorage.getItem('crmweb.token')}`,
    };
    const body = JSON.stringify({ source: { entry: 'e1' }, participant: null });
    void fetch('/edge/v1/panel', { method: 'POST', headers, body })
      .then((answer) => answer.json())
      .then(setView);
  }, []);
  if (!view?.record) return null;
  return (
    <main>
      <h1>{view.record.account?.name}</h1>
      <ul>
        {view.record.history.map((item) => (
          <li key={item.uid}>{item.subject}</li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Bare />);
