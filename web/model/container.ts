import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import { containerInspect } from '../../lib/engine/types/container-inspect';
import { eventEffect } from './container-events';
import type { ContainerDetails } from './container-details';
import type { EngineLink } from './engine-link';
import type { EventFeed } from './event-feed';
import { FollowedDetail } from './followed-detail';
import { containerDetails } from './inspected';

/** One container by id or name: inspected once, and again after each of its events. */
export class Container extends FollowedDetail<ContainerDetails> {
  constructor(id: string, link: EngineLink, events: EventFeed) {
    super(
      {
        ask: () => inspect(id, link),
        effect: (event, known) => {
          const effect = eventEffect(event);
          if (!effect) return undefined;
          const name = event.Actor.Attributes['name'];
          const concerns =
            known === undefined ? effect.id.startsWith(id) || name === id : effect.id === known.id;
          if (!concerns) return undefined;
          return effect.gone ? 'gone' : 'changed';
        },
      },
      link,
      events,
    );
  }
}

async function inspect(id: string, link: EngineLink): Promise<ContainerDetails> {
  const document = await link.run((client) => client.containerDocument({ container: id }));
  const parsed = v.safeParse(containerInspect, document);
  if (!parsed.success)
    throw new TransportError('broken', 'The engine described the container in a way that cannot be read.');
  return containerDetails(parsed.output, document);
}
