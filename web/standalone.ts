import { addSheet } from './elements/add-sheet';
import { gatewaySession } from './host/gateway-session';
import './login/login-page';
import { appStyles } from './styles/app-styles';

/** Shows the login, or the application when there is a session. */
async function start(root: HTMLElement): Promise<void> {
  addSheet('dockerman', appStyles);
  const login = document.createElement('dm-login');
  try {
    const session = await gatewaySession();
    const [engine] = session.engines;
    if (session.authenticated && engine) {
      const { startStandalone } = await import('./app/start-standalone');
      startStandalone(root, engine.name);
      return;
    }
  } catch (error) {
    login.problem = error instanceof Error ? error.message : String(error);
  }
  // what was asked for stays in the address bar, and is shown after the login
  login.done = () => void start(root);
  root.replaceChildren(login);
}

const root = document.querySelector<HTMLElement>('#app');
if (root) void start(root);
