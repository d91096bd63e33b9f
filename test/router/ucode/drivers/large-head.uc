// The outcome of an answer with a large head, fed at once and in pieces of 1000 bytes: [failure, failure].

import { stdin } from 'fs';
import { response_parser } from 'luci.dockerman.http';

let bytes = b64dec(json(stdin.read('all')).answer);
let whole = response_parser('GET').feed(bytes).failure;
let parser = response_parser('GET');
let last;

for (let at = 0; at < length(bytes); at += 1000)
	last = parser.feed(substr(bytes, at, 1000)).failure;

print([ whole, last ]);
