import type { ExpressionAnswer, ExpressionRequest } from './expression-search';
import { places } from './places';

// A user's expression may take for ever; here it takes nothing but this thread, which is ended from outside then.
addEventListener('message', ({ data }: MessageEvent<ExpressionRequest>) => {
  const expression = new RegExp(data.source, data.flags);
  const found: ExpressionAnswer = data.texts.map((text) => places(expression, text));
  postMessage(found);
});
