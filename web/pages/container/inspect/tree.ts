import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../icons/icon';
import { marked } from '../../../elements/marked';
import { isBranch, leafText, pathOf, type JsonValue } from './json-value';

/** What the branches of a tree share. */
export interface TreeContext {
  readonly open: ReadonlySet<string>;
  /** With a search: what is found, and everything above it, unfolded. */
  readonly found: ReadonlySet<string> | undefined;
  readonly query: string;
  readonly toggle: (path: string) => void;
}

function sizeOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  return isBranch(value) ? `{${Object.keys(value).length}}` : '';
}

function leaf(value: JsonValue, query: string): TemplateResult {
  const kind = value === null ? 'null' : typeof value;
  return html`<span class="dm-leaf dm-${kind}">${marked(leafText(value), query)}</span>`;
}

/** One name with its value, and below it its parts when it is unfolded. */
export function treeNode(
  context: TreeContext,
  key: string,
  value: JsonValue,
  parent: string,
): TemplateResult | typeof nothing {
  const path = pathOf(parent, key);
  if (context.found && !context.found.has(path)) return nothing;
  const name = html`<span class="dm-key">${marked(key, context.query)}</span>`;
  if (!isBranch(value) || Object.keys(value).length === 0)
    return html`<li>
      <span class="dm-tree-leaf"
        >${name}: ${isBranch(value) ? sizeOf(value) : leaf(value, context.query)}</span
      >
    </li>`;
  const open = context.found !== undefined || context.open.has(path);
  return html`<li>
    <button
      type="button"
      class="dm-bare"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${() => context.toggle(path)}
    >
      ${icon(open ? 'down' : 'right')}${name}<span class="dm-dim">${sizeOf(value)}</span>
    </button>
    ${
      open
        ? html`<ul>
            ${Object.entries(value).map(([one, child]) => treeNode(context, one, child, path))}
          </ul>`
        : nothing
    }
  </li>`;
}
