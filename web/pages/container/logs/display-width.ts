import { plainText } from '../../../elements/control-sequences';

/** Characters that a terminal draws two columns wide (East Asian wide and fullwidth, emoji). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const none = /\p{Mn}|\p{Me}|\p{Cf}/u;
const simple = /^[\x20-\x7e]*$/;

/** How many columns of a fixed-width font a log line takes, without its colours. */
export function displayWidth(text: string): number {
  if (simple.test(text)) return text.length;
  const plain = plainText(text);
  if (simple.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}
