import math
import sys
from math import sqrt as root

print(math.pi, root(16), sys.version_info[:2], math.floor(2.5))
