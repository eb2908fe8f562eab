"""The whole built-in grammar: verbs as data.

In the table `|` separates words that may stand in one place, `_` joins words that belong together, `?` ends a word that may be left out, and `;`
separates patterns of one verb.
"""

from __future__ import annotations

# Verbs that the session carries out; a story cannot answer them.
SESSION = frozenset(
    "undo redo restart save restore saves quit history map transcript verbose brief about credits help options version "
    "again oops recap recall notes".split()
)

# Verbs that are answered at once and asked of nobody: no turn passes.
FREE = frozenset("feel time what where how_to company ask_again hint goals choices people exits topics why".split())

# What is not done, since nothing here can do it or one would rather not: no turn passes, whoever has an answer to it.
NOT_DONE = frozenset(("attempt", "refrain"))

# Verbs that find out and decide nothing.
LOOKING = frozenset(("examine", "search", "listen", "smell", "touch"))

TABLE = """
examine: examine|x|inspect|describe|check|observe|watch|regard|eye|view|admire|notice|see|ex|look_at|l_at|look_over|look_closely_at|look_in|look_inside|look_into|look_through|look_under|look_behind|look_beneath|look_out|look_out_of|look_toward|look_towards|look_on|look_up_at|look_down_at|stare_at|gaze_at|glance_at|peer_at|peer_into|study|consider|check_out|take_a_look_at|have_a_look_at|focus_on|concentrate_on|keep_looking_at|keep_watching|what_is|what_are|who_is|who_are|who_was|what_about <noun>
look: look|l|look_around|look_about|look_round|where_am_i|where_are_we|what_do_i_see|what_is_here|what_is_around|describe_room|glance_around|full|scan
search: search|rummage_in|rummage_through|search_through|search_in|search_for|find|look_for|seek|locate|dig_in|dig_through <noun>; search
listen: listen; listen_to|hear|overhear|eavesdrop_on|listen_for <noun>
smell: smell|sniff; smell|sniff|inhale <noun>
taste: taste|lick|sip <noun>
touch: touch|feel|pet|stroke|pat|tap|rub|poke|prod|fondle|feel_for|warm_hands_on|put_hand_on|put_hands_on|lay_hand_on|place_hand_on|reach_for|reach|put_a_hand_on <noun>
take: take|get|grab|hold|seize|catch|pick_up|lift|collect|fetch|carry|acquire|snatch|pocket|pick|take_hold_of|get_hold_of <noun>; pick|take <noun> up; take|get|steal|borrow <noun> from|off|out_of <second>
steal: steal|nick|pinch|swipe <noun>
drop: drop|discard|put_down|let_go_of|release|leave_behind|throw_away|get_rid_of|lay_down|set_down <noun>; put|set|lay <noun> down
put: put|place|lay|set|insert|hang|stick|drop|stuff|hide|lean <noun> in|into|on|onto|on_top_of|under|behind|over|inside|against|beside|by|next_to|around <second>
give: give|hand|offer|pass|pay|lend|feed|return|deliver <noun> to <second>; give|hand|offer|pass|lend|feed|pay <second> <noun>; give_back|hand_over <noun>
show: show|display|present|reveal <noun> to <second>; show <second> <noun>
teach: teach <noun> to <second>; teach <second> <noun>
ask: ask|question|quiz|interrogate|consult|ask_again <person> about|on|regarding|concerning|of <topic>; ask|question <person> <topic>; talk|speak|chat|gossip|converse to|with <person> about|of <topic>; inquire_about|enquire_about|discuss|mention|bring_up|talk_about|speak_about|speak_of|talk_of <topic>; discuss <topic> with <person>
ask_for: ask|beg <person> for <second>; request|borrow|demand|beg <second> from|of <person>; ask|beg <person> to_teach|to_show|to_give|to_lend me? <second>
tell: tell|inform|remind|warn|confess_to|report_to <person> about|of <topic>; tell|inform|remind|warn <person> that? <topic>; say to <person> that? <topic>; confess|admit|explain <topic> to <person>; confess <topic>
talk: talk_to|talk_with|talk|speak_to|speak_with|speak|chat_with|chat_to|greet|hello|hi|hail|approach|converse_with|say_hello_to|say_hi_to|say_good_morning_to|good_morning|good_evening|wake|interrupt|ask|tell|question|parley|address|call_to|call_out_to|shout_to|shout_at|say_something_to|join <person>; talk|speak|chat|greet|hello|hi|good_morning|say_hello|say_hi
thank: thank|say_thank_you_to|say_thanks_to <person>; thank <person> for <topic>; thanks|thank_you
apologise: apologise_to|say_sorry_to|beg_pardon_of <person>; apologise|sorry|i_am_sorry|say_sorry; apologise to <person> for <topic>
stop: stop|halt|cease|enough; stop|halt <noun>
goodbye: say_goodbye_to|bid_farewell_to|wave_goodbye_to|take_leave_of <person>; say_goodbye|farewell|goodbye|bye
promise: promise|swear_to|assure <person> <topic>; promise <topic>; promise
lie_to: lie_to|deceive|fool|trick <person>; lie to <person> about <topic>; cheat; cheat <person>
accuse: accuse|blame|scold|confront <person>; accuse|blame|confront <person> of|for|with <topic>
say: say|shout|yell|whisper|call_out|mutter|murmur|scream|exclaim|utter|reply|answer|respond|type <topic>; say|shout|whisper|mutter|call <topic> to|at <person>; answer|reply_to <person>; scream|shout|yell
yes: yes|y|yeah|yep|aye|sure|of_course|certainly|nod|agree|say_yes|da; nod_to|nod_at|agree_with <person>
no: no|n_o|nope|nah|never|refuse|decline|shake_head|shake_my_head|say_no|nyet|disagree; refuse|decline <noun>
order: tell|ask|order|instruct|command|beg|get <person> to <topic>
call: call|ring|phone|telephone|dial|text|message|call_up|ring_up <topic>; make_a_call|make_call
remember: remember|recall|think_of|think_about|remember_about|think_back_to|reminisce_about|recollect|imagine|picture|dream_of|dream_about|memories_of <topic>; remember <noun>; remember|reminisce
think: think|ponder|reflect|concentrate|dream|daydream|meditate|wonder; wonder_about|ponder|wonder <topic>
go: go|walk|run|head|travel|move|proceed|hurry|return|wander|stroll|march|climb|come|step|get|sneak to|toward|towards|into|onto|through|up_to|in|inside|down_to|over_to|back_to|across|along|out_of|down|up|on_to|home_to|past <noun>; go|visit|enter|exit|leave|board|cross|follow|climb_into|climb_onto|get_on|get_in|get_into|step_into|step_onto|go_to <noun>; go|walk|run|head <noun>
go_home: go_home|head_home|walk_home|run_home|get_home|be_home|go_back_home|return_home|want_home
direction: face left|right|ahead|behind|straight_ahead|back|forward; look ahead|straight_ahead|forward; turn_back; go? north|south|east|west|n|s|e|w|northeast|northwest|southeast|southwest|ne|nw|se|sw|aft|fore|port|starboard|left|right|forward|forwards|ahead|back|backwards|straight|stage_left|stage_right|downstage|upstage; walk|run|turn|step|head|move north|south|east|west|left|right|forward|forwards|back|backwards|ahead|straight
up: up|u|go_up|upstairs|go_upstairs|climb_up|walk_up
down: down|d|get_down|come_down|go_down|downstairs|go_downstairs|climb_down|walk_down|descend
in: in|inside|enter|go_in|go_inside|walk_in|come_in
out: out|outside|exit|leave|go_out|go_outside|get_out|walk_out|go_away|walk_away|depart
exits: exits|list_exits|where_can_i_go|where_to|directions|ways_out|exit_list
wait: wait|z|pause|rest|stay|wait_a_while|wait_a_moment|do_nothing|stand_still|hang_around|keep_still|pass_time|linger|wait_my_turn|wait_for_my_turn|take_five|take_a_break|have_a_break|take_a_breather; wait|wait_for <noun>
stand: stand|stand_up|get_up|rise|freeze|stand_straight|stand_tall|stand_up_straight|sit_up_straight|straighten|straighten_up|straighten_my_back|hold_my_head_up|square_my_shoulders; stand_at|stand_by|stand_on|get_on|get_up_on|step_on|step_onto|stand_in|stand_beside|stand_next_to|stand_before|stand_behind|stand_with <noun>
sit: sit|sit_down|have_a_seat; sit_on|sit_in|sit_at|sit_by|sit_beside|sit_next_to|sit_down_on|sit_with|sit_down_beside <noun>
lie: lie_down; lie_on|lie_in|lie_down_on|lie_down_in <noun>
kneel: kneel|kneel_down|crouch|squat|duck; kneel_by|kneel_before|crouch_by|kneel_on <noun>
sleep: sleep_in|sleep_on <noun>; sleep_until|sleep_till <topic>; sleep|go_to_sleep|go_to_bed|nap|take_a_nap|doze|fall_asleep|get_some_sleep
wake_up: wake|wake_up|awaken
dance: dance|rehearse|perform|practice|train|dance_it; dance_with|rehearse_with <person>; dance|perform|practice|rehearse|do <noun>
mark: mark|mark_it; mark <noun>
turn_round: turn|turn_around|turn_round|spin|spin_around|twirl|rotate
jump: jump|leap|hop|skip|jump_up; jump_on|jump_over|jump_off|jump_into|jump_in|jump_down|leap_over|jump <noun>
bow: bow|curtsy|curtsey|make_a_bow; bow|curtsy|curtsey to everyone|everybody|audience|public|them_all|house|hall; bow_to|curtsy_to|curtsey_to <noun>
stretch: stretch|warm_up|limber_up; stretch|flex|warm_up|warm|massage|rub_down <noun>
breathe: breathe|inhale|exhale|take_a_breath|take_a_deep_breath|take_deep_breaths|take_deep_breath|breathe_in|breathe_out|breathe_deeply|hold_breath|hold_my_breath|catch_my_breath
count: count|count_to_eight; count <noun>; count_to <topic>
open: open|unwrap|peel|uncover|unfold|part|draw_back <noun>; open <noun> with <second>
close: close|shut|cover|draw <noun>
lock: lock <noun>; lock <noun> with <second>
unlock: unlock <noun>; unlock <noun> with <second>
push: push|press|shove|nudge|push_on|lean_on|lean_against|press_on <noun>; move|shift|slide <noun>; push|move|shift|slide|shove|nudge <noun> aside|along|away|back|forward|over|closer|nearer; push|slide <noun> to|into|under|towards <second>
pull: pull|tug|drag|yank|haul|pull_on|tug_on|tug_at <noun>; pull|drag|tug <noun> aside|along|away|back|closer|nearer
turn: turn_to|turn_towards|turn_my_back_on|turn_my_back_to|turn_away_from|face|turn|twist|rotate|crank|wind|screw|spin <noun>
switch_on: turn|switch on <noun>; turn|switch <noun> on; switch|light|activate|plug_in|ignite <noun>
switch_off: turn|switch off|out <noun>; turn|switch <noun> off|out; put <noun> out; put_out|douse <noun>; unplug|extinguish|blow_out|deactivate <noun>
use: use|operate|employ|utilise|try|work|apply <noun>; use|try <noun> on|with|for <second>
read: read|read_about|skim|peruse|leaf_through|look_up|consult <noun>
write: write|scribble|jot|note|draw|sketch|record <topic>; write|draw <topic> on|in <noun>; write; write_on|write_in|fill_in <noun>
sign: sign <noun>; sign <topic>; sign on|in <noun>; sign <topic> on|in <noun>; put my? name|signature to|on|under <noun>
eat: eat|chew|bite|swallow|devour|taste_some|munch|have_a_bite_of <noun>; eat
drink: drink|sip_from|drink_from|swig|have_a_sip_of|gulp <noun>; drink
wear: wear|put_on|don|dress_in|try_on|change_into <noun>; put <noun> on; get_dressed|dress|change|change_clothes
remove: remove|take_off|doff|undo|untie|unlace|unhook|unbutton|strip_off|peel_off <noun>; take <noun> off; undress|strip
tie: tie|fasten|tape|bandage|tape_up|stick|glue|pin|lace|attach|connect|knot|sew|darn|mend|repair|fix|patch|hook|button|tie_up <noun>; tie|fasten|attach|connect|sew|tape|wire|wire_up|hook|hook_up|plug|join|link <noun> to|up_to|into|with|on|onto <second>
tear: tear|rip|tear_up|rip_up|shred <noun>
cut: cut|slice|chop|trim|snip|prune <noun>; cut <noun> with <second>
break: break|smash|destroy|crack|snap|crush|damage|wreck|kick_down|split <noun>; break <noun> with|on|in <second>
hit: hit|kick|punch|slap|strike|attack|kill|fight|beat|bang|hurt|stab|shoot|murder|assault|assail|hammer|knock_over|smack|bash|thump|strangle <noun>; hit|attack|beat <noun> with <second>
knock: knock; knock_on|knock_at|knock|bang_on|tap_on|rap_on <noun>
throw: throw|toss|hurl|fling|chuck|lob|cast <noun>; throw|toss|hurl|fling <noun> at|to|in|into|on|out|out_of|over|through <second>
climb: climb|climb_on|climb_over|climb_up|scale|ascend|get_on|get_onto|get_up_on|step_on|step_onto|ride <noun>
swing: swing; swing|swing_on|swing_from <noun>
fill: fill <noun>; fill <noun> with|from <second>
pour: pour|empty|spill|tip|drain|empty_out <noun>; pour|empty|spill <noun> in|into|on|onto|out <second>
clean: clean|wash|wipe|mop|scrub|sweep|polish|dust|brush|clean_up|tidy|sweep_up|mop_up|rinse|comb <noun>; clean|wash|sweep|mop|tidy_up
shake: shake|rattle|jiggle|wave|wag|brandish <noun>; shake_hands_with <noun>; signal|salute|point_to|point_at|gesture_at|gesture_to <noun>
wave: wave|wave_back; wave|wave_to|wave_at|wave_back_to|wave_back_at|beckon|beckon_to <person>
squeeze: squeeze|wring|press_together|squash|pinch <noun>
fold: tuck <noun> in|into; fold|tuck|tuck_in|roll|roll_up|crumple|bend|unroll <noun>
buy: buy|purchase|order|pay_for|rent|hire|pay <noun>; buy <noun> from <second>; pay
sell: sell <noun>; sell <noun> to <second>
hug: hug|embrace|cuddle|hold_hands_with|comfort|hold_hand_of <noun>
kiss: kiss; kiss|make_love_to|flirt_with|seduce|caress <noun>
help_person: help|assist|aid|support|save|rescue <person>
sing: sing|hum|whistle; sing|hum|whistle <topic>
play: play|play_on|play_with <noun>; play; play <topic>
laugh: laugh|giggle|chuckle|snigger; laugh_at|laugh_with|giggle_at|mock|tease|tickle <noun>
smile: smile|grin|beam|wink|smile_back|grin_back; smile_at|smile_to|grin_at|wink_at|wink_to|beam_at|smile_back_at <person>; catch|meet <person> eye|eyes|gaze|look; look|stare|gaze <person> in eye|eyes|face; catch|meet the eye|eyes of <person>; make_eye_contact_with <person>
frown: frown|scowl|glare|grimace|pout|wince|make_a_face|pull_a_face|roll_my_eyes|stick_out_my_tongue|stick_my_tongue_out; frown_at|scowl_at|glare_at|make_a_face_at|make_faces_at|pull_a_face_at|roll_my_eyes_at|stick_out_my_tongue_at|stick_my_tongue_out_at <person>
sigh: sigh|groan|moan|whimper|sniff|sniffle
shrug: shrug|shrug_my_shoulders
yawn: yawn
blush: blush|go_red|turn_red
shiver: shiver|tremble|shudder
gasp: gasp|pant
flee: run_away|run_off|flee|escape|bolt|run_for_it|make_a_run_for_it|get_away; run_away|flee|escape from <noun>
look_aside: look|glance|peer to? the? left|right|side|sides|back|behind; look|glance both_ways; look_behind_me|look_behind_you|look_over_my_shoulder|glance_over_my_shoulder|glance_behind_me
look_away: look_away|look_elsewhere|look_somewhere_else|avert_my_eyes|lower_my_eyes|drop_my_eyes|drop_my_gaze|lower_my_gaze|turn_my_head_away|turn_my_head|turn_my_face_away; look|turn|glance|turn_my_head|turn_my_face away from <noun>
look_up: look_up|look_upwards|look_overhead
look_down: look_down|look_downwards
blink: blink; close_my_eyes|shut_my_eyes|close_your_eyes|close_eyes|shut_eyes
feel: how_do_i_feel|how_am_i_feeling
cry: cry|weep|sob
swear: swear|curse|damn|fuck|shit|bloody_hell|bastard|hell; curse|swear_at|insult <noun>
pray: pray|cross_myself|cross_yourself; pray_to|pray_for <topic>
hide: hide|hide_away; hide_behind|hide_under|hide_in|hide_from <noun>; hide|conceal <noun>; hide|conceal <noun> in|under|behind <second>
clap: clap|applaud|clap_hands; applaud|clap_for|cheer <noun>
bet: bet|wager|gamble; bet|wager <topic>; bet_on <noun>
send: send|transfer|post|mail|forward <noun>; send|transfer|post|mail <noun> to <second>; send|transfer <second> <noun>
withdraw: withdraw|draw_out|deposit|pay_in <noun>; withdraw|deposit
hang_up: hang_up|end_call|put_the_phone_down; hang_up <noun>
be: be <topic>
let_be: let_it_go|let_it_be|let_it_lie|let_it_pass|leave_it_be|leave_it_alone|leave_it_at_that|leave_it_there|drop_the_subject|forget_about_it
leave_alone: let|leave <person> be|alone|in_peace|to_it; let <person> sleep|rest|work|get_on|get_on_with_it|do_it; leave <person> to_get_on|to_work|to_sleep|to_her_work|to_his_work
refrain: refrain from <topic>
attempt: attempt <topic>
make: make|prepare|brew|cook|boil|fry <noun>
correct: correct|rewrite|amend|rub_out|erase|cross_out <noun>
pluck: pluck <noun>; pluck
deal: deal|deal_cards; deal|shuffle <noun>
smoke: smoke|have_a_smoke|light_a_cigarette; smoke <noun>
photograph: photograph|film|take_a_picture_of|take_picture_of|take_a_photo_of|record|take_photo_of <noun>; photograph|take_a_photo|take_a_picture|take_a_selfie|take_photo|take_picture|take_selfie|take_some_pictures
burn: burn|set_fire_to|ignite <noun>
dig: dig|dig_in|bury <noun>; dig
point: point <noun>
copy: copy|imitate|mimic|repeat|ape|impersonate <noun>
keep: keep|memorise|keep_hold_of <noun>; keep
blow: blow|blow_on|blow_into|puff_at <noun>
swim: swim|dive|float; swim_in|dive_into <noun>
fly: fly|float_away; fly <noun>
inventory: inventory|i|inv|take_inventory|what_am_i_carrying|what_do_i_have|what_am_i_wearing|what_have_i_got|belongings
topics: topics|what_can_i_ask|list_topics|subjects; topics|topics_for|what_can_i_ask <person>
score: score|full_score
what: define|what_is|what_are|what_was|what_were|who_is|who_are|who_was|what_does|meaning_of|what_is_meant_by|explain <topic>; what_means|what_does_the_word|what_does_word|what_mean <topic>; what_does <topic> mean; what_does_the_word|what_does_word <topic> mean; what_do|does <topic> mean
where: where_is|where_are <noun>
how_to: how_do_i_get_to|how_to_get_to|how_do_i_reach <noun>
choices: choices
goals: goals|goal|what_now|what_next|what_do_i_do|what_should_i_do
people: people|cast
recap: recap
recall: recall
notes: notes
who: who_am_i|whoami|who
company: who_is_here
ask_again: ask_again <person>
time: time|what_time_is_it|clock|what_is_the_time|date|what_day_is_it
why: why|why_not
magic: xyzzy|plugh|plover|frotz|gnusto|rezrov|zap|abracadabra|zifmia|meld|avada_kedavra
undo: undo|take_that_back|undo_that|oops_undo; undo <topic>
redo: redo
restart: restart|start_over|start_again|begin_again|new_game
save: save|save_game; save|save_as|save_game_as <topic>
restore: restore|load|restore_game|load_game|resume; restore|load|resume <topic>
saves: saves|list_saves|saved_games
quit: quit|q|end_game|exit_game|stop_playing|quit_game
again: again|g|do_it_again|repeat|once_more|same_again
oops: oops <topic>
help: help|commands|instructions|how_do_i_play|how_to_play|what_can_i_do|menu|verbs|how_does_this_work
hint: hint|hints|clue|walkthrough|i_am_stuck|stuck
about: about|info|author|version|who_wrote_this_game|who_wrote_this_story|who_made_this
credits: credits
history: history
map: map|show_map|where_have_i_been|my_road
transcript: transcript|script
verbose: verbose|brief|superbrief|normal
options: options|settings|preferences
"""

# The verbs that the table has; any other is a story's own.
BUILT_IN = frozenset(row.partition(":")[0] for row in TABLE.strip().splitlines())
