import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as answers from '../../../lib/engine/types/container-answers';
import { containerInspect } from '../../../lib/engine/types/container-inspect';
import { containerStats } from '../../../lib/engine/types/container-stats';
import { containerSummary } from '../../../lib/engine/types/container-summary';
import { engineEvent } from '../../../lib/engine/types/event';
import { execCreated, execInspect } from '../../../lib/engine/types/exec';
import { imageSummary } from '../../../lib/engine/types/image';
import { network } from '../../../lib/engine/types/network';
import { progressMessage } from '../../../lib/engine/types/progress-message';
import { errorBody, systemInfo, systemVersion } from '../../../lib/engine/types/system';
import { volumeList } from '../../../lib/engine/types/volume';
import { apis, operationsOf, whyNoApis, type Api, type Definition } from './api-definitions';

/** A valibot schema, as far as it shows what it expects. */
interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
}

type Finder = (api: Api) => readonly (Definition | undefined)[];

/** The JSON answer of an operation. */
const answer =
  (id: string): Finder =>
  (api) => {
    const found = operationsOf(api).find(({ operation }) => operation.operationId === id);
    const { schema } = found?.operation.responses['200'] ?? found?.operation.responses['201'] ?? {};
    return [schema];
  };

/** An item of the list that an operation answers with. */
const itemOf =
  (id: string): Finder =>
  (api) =>
    answer(id)(api).map((list) => list && resolved(api, list).items);

const named =
  (...names: readonly string[]): Finder =>
  (api) =>
    names.map((name) => api.definitions[name]);

const checks: readonly [string, v.GenericSchema, Finder][] = [
  ['container summary', containerSummary, itemOf('ContainerList')],
  ['container inspect', containerInspect, answer('ContainerInspect')],
  ['container stats', containerStats, answer('ContainerStats')],
  ['top', answers.containerTop, answer('ContainerTop')],
  ['changes', answers.filesystemChange, itemOf('ContainerChanges')],
  ['container created', answers.containerCreated, answer('ContainerCreate')],
  ['container updated', answers.containerUpdated, answer('ContainerUpdate')],
  ['wait', answers.containerWait, answer('ContainerWait')],
  ['prune', answers.containersPruned, answer('ContainerPrune')],
  ['event', engineEvent, answer('SystemEvents')],
  ['version', systemVersion, answer('SystemVersion')],
  ['info', systemInfo, answer('SystemInfo')],
  ['error', errorBody, named('ErrorResponse')],
  ['exec created', execCreated, answer('ContainerExec')],
  ['exec inspect', execInspect, answer('ExecInspect')],
  ['image summary', imageSummary, itemOf('ImageList')],
  ['network', network, itemOf('NetworkList')],
  ['volumes', volumeList, answer('VolumeList')],
  ['progress', progressMessage, named('BuildInfo', 'CreateImageInfo', 'PushImageInfo')],
];

/** Keys that engines send and the definitions do not have. */
const undocumented = new Set(['progress.progressDetail.units', 'progress.aux']);

/** A definition with its references followed and its parts put together. */
function resolved(api: Api, definition: Definition): Definition {
  if (definition.$ref)
    return resolved(api, api.definitions[definition.$ref.replace('#/definitions/', '')] ?? {});
  if (!definition.allOf) return definition;
  const parts = definition.allOf.map((part) => resolved(api, part));
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return { ...Object.assign({}, ...parts), ...definition, properties };
}

const jsonTypes: Readonly<Record<string, RegExp>> = {
  string: /^string$/,
  number: /^(integer|number)$/,
  boolean: /^boolean$/,
  array: /^array$/,
  record: /^object$/,
  loose_object: /^object$/,
};

/** What does not fit, in words; `seen` collects the keys that a definition has. */
function differences(
  api: Api,
  schema: Schema,
  given: Definition,
  where: string,
  seen: Set<string>,
): string[] {
  const definition = resolved(api, given);
  seen.add(where);
  if (schema.type === 'nullish' || schema.type === 'optional')
    return schema.wrapped ? differences(api, schema.wrapped, definition, where, seen) : [];
  if (schema.type === 'unknown') return [];
  const type = definition.type ?? (definition.properties || definition.additionalProperties ? 'object' : '');
  if (!jsonTypes[schema.type]?.test(type))
    return [`${where}: ${schema.type} here, ${type || 'nothing'} there`];
  if (schema.item && definition.items)
    return differences(api, schema.item, definition.items, `${where}[]`, seen);
  const values = definition.additionalProperties;
  if (schema.value && typeof values === 'object')
    return differences(api, schema.value, values, `${where}{}`, seen);
  return Object.entries(schema.entries ?? {}).flatMap(([key, entry]) => {
    const part = definition.properties?.[key];
    if (!part) return [];
    const nullable = part['x-nullable'] === true && entry.type !== 'nullish';
    return [
      ...(nullable ? [`${where}.${key}: may be null`] : []),
      ...differences(api, entry, part, `${where}.${key}`, seen),
    ];
  });
}

/** The paths of all keys of a schema. */
function keys(schema: Schema, where: string): string[] {
  if (schema.wrapped) return keys(schema.wrapped, where);
  if (schema.item) return keys(schema.item, `${where}[]`);
  if (schema.type === 'record' && schema.value) return keys(schema.value, `${where}{}`);
  return Object.entries(schema.entries ?? {}).flatMap(([key, entry]) => [
    `${where}.${key}`,
    ...keys(entry, `${where}.${key}`),
  ]);
}

describe.skipIf(whyNoApis !== '').each(checks)('the type of %s', (name, generic, find) => {
  const schema = generic as unknown as Schema;

  it('has types that fit the definitions of every version, and only keys that some of them have', () => {
    const seen = new Set<string>();
    const wrong = apis.flatMap((api) =>
      find(api)
        .filter((definition) => definition !== undefined)
        // API 1.41 to 1.47 say of statistics that they are an object and no more
        .filter(
          (definition) => resolved(api, definition).type !== 'object' || resolved(api, definition).properties,
        )
        .flatMap((definition) => differences(api, schema, definition, name, seen))
        .map((difference) => `${api.version} ${difference}`),
    );
    expect(wrong).toEqual([]);
    expect(keys(schema, name).filter((key) => !seen.has(key) && !undocumented.has(key))).toEqual([]);
  });
});
