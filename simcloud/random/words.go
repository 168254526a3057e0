package random

// The words of pet names: adverbs, an adjective, an animal.
const (
	adverbs = "boldly calmly clearly deeply duly early evenly fairly firmly freely gently gladly keenly kindly lightly " +
		"loosely neatly nicely openly plainly promptly purely quickly quietly rarely readily safely sharply simply " +
		"slowly smoothly softly solely steadily surely swiftly truly warmly wholly wildly"
	adjectives = "able agile amber ample brave brief bright calm clean clear clever cosmic curious daring eager early " +
		"exact fair fine firm fleet fond frank fresh gentle glad golden grand happy hardy honest ideal just keen kind " +
		"lively loyal lucid merry modest noble patient polite prime proud quick quiet ready robust sharp sincere smart " +
		"solid stable steady sturdy subtle sunny sure swift tender tidy vital warm wise witty worthy"
	animals = "adder albatross antelope badger bear beaver bison boar buzzard camel caribou cat cheetah cod coyote crab " +
		"crane crow deer dingo dolphin dove duck eagle eel elk falcon ferret finch fox frog gannet gazelle gecko goose " +
		"grouse gull hare hawk heron hound ibex jackal jay kestrel kite koala lark lemur leopard lion lizard llama lynx " +
		"magpie marlin marten mole moose moth mule newt ocelot orca oriole osprey otter owl ox panda panther parrot " +
		"pelican pigeon pike puffin puma quail rabbit raven salmon seal shark sheep skink sloth snail sparrow squid " +
		"stork swan tapir tern tiger toad trout tuna turtle viper vole walrus weasel whale wolf wombat wren yak zebra"
)
