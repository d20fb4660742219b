"""The English frames of the made-up texts; see campaigns.py."""

from tests.bench.campaign_words import frames

_HEADS = """
In {p} {X} and {A} are {B}; {c}. 
{A} near {p}: {X}, then {c}. 
Why in {p} are {A} {B}, when {c}? 
{n} months ago {X}, {c}; {A} stay {B}. 
At {p}, {X}. {c}, so {C}. 
Could you look at {A}, {p}? {X} and {c}. 
{c} over {E} in {p}, which {G}. 
{E} {G} since {Y}; {c}, {C}. 
After {n} days {E} still {G}; {c}. {U} 
Kindly send {R} on {Q} in {p} for {Y}; {c}. 
{R}, {Q}, {Y}, {p}, all {n} pages, as {c}. 
{Q} in {p}: {R} wanted, for {c}. 
{z} {I} in {H} {J}; {c}. 
{z} {H} around {p}, {c}, {J}. 
{H}: {I} of {n} must change, {c}. 
"""
_BODIES = """
{T} {c}. 
{U} {X}. 
In {p} too {X}, and {c}. 
Moreover {E} {G}. 
As to {I}, it fails {J}. 
Last year {A} at {p} were {B}. {T} 
About {n} people suffer. {U} 
The file on {Q} holds {R}, we heard. 
If nothing happens by {Y}, {A} will be {B}. 
It would be enough to say: {C}. 
"""
ENGLISH = (frames(_HEADS), frames(_BODIES))
