"""The story played: a story, a state and a Command give the next state and a beat.

Takes Commands only. Gives `step` (one turn), `offers` (what the story would answer now), `projection` (`essence`: what of a state decides where the story can
go). `view` looks at a story from one state, `dispatch` says who answers a command, `turn` performs what was found, `dancing` shows a piece, `notating` draws its score, `defaults` are the built-in replies.
Must not know typed words, files, clocks or screens, nor any chance but the seed in the state.
"""
