import containers from './containers.css?inline';
import controls from './controls.css?inline';
import shell from './shell.css?inline';
import tokens from './tokens.css?inline';

/** The application's own sheet: in the script, because LuCI's page has no place for a link of ours before it is shown. */
export const appStyles = [tokens, controls, shell, containers].join('\n');
