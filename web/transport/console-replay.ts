/*
 * What a program asks its terminal (which one it is, where the cursor stands, which colours it has). An answer is typed by the terminal;
 * to a question of some time ago it would be noise on the command line.
 */
const questions =
  // eslint-disable-next-line no-control-regex -- these are control sequences (ECMA-48, xterm's ctlseqs)
  /\u001b(?:\[[<=>?]?[0-9;]*(?:[cn]|\$p)|Z|P[$+]q[^\u001b]*\u001b\\|\](?:4;[0-9]+|1[0-9]);\?(?:\u0007|\u001b\\))/g;

/** Output of some time ago, without the questions in it. Other bytes stay as they are. */
export function withoutQuestions(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // one character for each byte
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const left = text.replace(questions, '');
  return Uint8Array.from(left, (character) => character.charCodeAt(0));
}
