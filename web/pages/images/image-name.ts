import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { shortId, type ImageRow } from '../../model/image-row';
import { imageName as cutName } from '../containers/row-cells';

/** An image as the link to its page; what has no name is called by where it came from, or by its id. */
export function imageLink(row: ImageRow, href: string, tabIndex: string): TemplateResult {
  const [first, ...others] = row.tags;
  const repository = row.digests[0]?.replace(/@.*/, '');
  const name = first ?? repository ?? shortId(row.id);
  const said = first === undefined ? [_('untagged')] : others;
  return html`<a class="dm-name" href=${href} tabindex=${tabIndex} title=${[name, ...others].join('\n')}
      >${cutName(name)}</a
    >${said.length === 0 ? nothing : html`<span class="dm-dim dm-cut"> ${said.join(', ')}</span>`}`;
}
