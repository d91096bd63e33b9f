// What the CGI program loads for all operations but slices.

'use strict';

import { serve } from 'luci.dockerman.cgi.serve';
import { stdio } from 'luci.dockerman.cgi.stdio';

return { serve: (entry) => serve(stdio(), entry) };
