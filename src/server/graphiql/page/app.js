// The page's own script: the key, the transport of queries and subscriptions, and the example tabs.
import { createClient } from '/graphiql/graphql-ws.js';

const { React, ReactDOM, GraphiQL } = window;
const storageName = 'covergraph.key';
const form = document.getElementById('key-form');
const input = document.getElementById('key');
const state = document.getElementById('key-state');
const root = ReactDOM.createRoot(document.getElementById('graphiql'));

let key = sessionStorage.getItem(storageName) ?? '';

const authorization = () => {
  if (key === '') return undefined;
  return key.startsWith('Bearer ') ? key : `Bearer ${key}`;
};

const show = (text, kind = 'note') => {
  state.textContent = text;
  state.dataset.kind = kind;
};

async function authorisedFetch(url, init) {
  const headers = new Headers(init.headers);
  if (!headers.has('authorization') && authorization() !== undefined) headers.set('authorization', authorization());
  const response = await fetch(url, { ...init, headers });
  if (response.status === 401) {
    show(key === '' ? 'Paste a key to run operations.' : 'This key is not valid.', 'problem');
  } else if (key !== '') {
    show('Key in use; kept until this tab closes.');
  }
  return response;
}

const sockets = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  connectionParams: () => ({ authorization: authorization() }),
  // Closed for going away or for nothing: come back. Closed for a reason: tell it.
  shouldRetry: (event) => event?.code === 1001 || event?.code === 1006 || event?.code === 1012,
});

const transport = GraphiQL.createFetcher({ url: '/graphql', fetch: authorisedFetch, wsClient: sockets });

const examples = await (await fetch('/graphiql/examples.json')).json();
const tabs = examples.map(({ query, variables }) => ({ query, variables }));
// GraphiQL shows the variables of the first of the default tabs only when it is given them beside.
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;

function render() {
  root.render(
    React.createElement(GraphiQL, {
      // Another function each time: that is what makes GraphiQL ask for the schema again.
      fetcher: (request, options) => transport(request, options),
      defaultTabs: tabs,
      variables: isFirstVisit ? tabs[0]?.variables : undefined,
      defaultEditorToolsVisibility: 'variables',
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    }),
  );
}

input.value = key;
form.addEventListener('submit', (event) => {
  event.preventDefault();
  key = input.value.trim();
  if (key === '') sessionStorage.removeItem(storageName);
  else sessionStorage.setItem(storageName, key);
  show(key === '' ? 'No key.' : 'Trying the key…');
  sockets.terminate();
  render();
});

render();
