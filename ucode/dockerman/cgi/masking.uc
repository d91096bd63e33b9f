// What answer.uc loads with require() when an answer must be masked.

'use strict';

import { mask_answer } from 'luci.dockerman.mask_answer';
import { line_masker } from 'luci.dockerman.mask_lines';

return { mask_answer, line_masker };
