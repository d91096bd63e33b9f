import * as v from 'valibot';
import { answer, drop, parsed } from './call';
import type { EngineClient } from './client';
import type { EngineRequest, EngineResponse, OperationName, Parameters } from './request';
import { imageSummaries } from './types/image';
import { imageDeleted, imageHistory } from './types/image-answers';

/** The operations on images, which the first page does not need. Errors are those of {@link engineClient}. */
export function imageClient({ transport, apiVersion }: Pick<EngineClient, 'transport' | 'apiVersion'>) {
  const ask = <N extends OperationName>(operation: N, parameters: Parameters<N>): Promise<EngineResponse> =>
    answer(transport, {
      operation,
      parameters: parameters as EngineRequest['parameters'],
      body: undefined,
      apiVersion,
      signal: undefined,
    });
  const get =
    <N extends OperationName, T>(operation: N, schema: v.GenericSchema<unknown, T>) =>
    async (parameters: Parameters<N>): Promise<T> =>
      parsed(operation, await ask(operation, parameters), schema);

  return {
    list: get('ImageList', imageSummaries),
    /** The inspect as the engine wrote it, for eyes; parse it with `imageInspect` for use. */
    document: get('ImageInspect', v.unknown()),
    history: get('ImageHistory', imageHistory),
    remove: get('ImageDelete', imageDeleted),
    tag: async (parameters: Parameters<'ImageTag'>): Promise<void> => drop(await ask('ImageTag', parameters)),
  };
}
