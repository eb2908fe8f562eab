"""Story files to a Story. The only place that knows how a story is written, and where in a file a thing stands.

Takes a folder of `*.twee`. Gives a frozen Story, or StoryError with every problem, each with its span. In the order of the work: `load` asks for
all of it; `reader` cuts files into passages, `passage` passages into properties and blocks; `assembly` puts the passages of a folder together (`special`,
`verbs` and `entities` read what all others need, `habits` finds what is written as elsewhere), `build`
makes one of them a node or an entity, `headers` reads what calls a block, `heard` finds what calls it besides, `options` what stands in its brackets, `body` and `inline` what stands in it, `expressions` its conditions;
`piece_passages` reads what a piece may be and the fields of its gestures, `pieces` what is said to it;
`index` says which command calls which block, `verify` reads everything, or what has changed. Each reports problems and goes on; none stops at the first.
Must not know a State: nothing here plays.
"""
