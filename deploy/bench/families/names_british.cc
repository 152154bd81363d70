// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

namespace kith::deploy {

const NameLines kBritishNames = {
    .girls =
        "Olivia Amelia Isla Ava Emily Sophie Grace Lily Freya Ivy Florence "
        "Charlotte Isabella Evie Poppy Sarah Emma Rebecca Laura Gemma Jessica "
        "Ella Sophia Mia Daisy Rosie Sienna Elsie Phoebe Alice Claire Nicola "
        "Kelly Samantha Rachel Lisa Katie Hannah Amy Lauren Chloe Megan "
        "Danielle Victoria Stephanie Louise Jennifer Natalie Leanne Kirsty "
        "Matilda Evelyn Harper Willow Ruby Millie Layla Isabelle Maisie Erin "
        "Eva Emilia Aria Mila Ada Penelope Hallie Maya Lottie Eliza Imogen "
        "Zara Robyn Scarlett Lucy Holly Abigail Molly Summer Esme Jasmine Lola "
        "Orla Bonnie Nancy Martha Harriet Thea Violet Beatrice Clara Iris "
        "Margot Maeve Aurora Arabella Eleanor Elizabeth Anna Lyla Darcie "
        "Darcey Edith Felicity Francesca Gabriella Georgia Heidi Hollie Jade "
        "Julia Keira Lexi Libby Lydia Mabel Maria Mollie Niamh Paige Rose Sara "
        "Skye Tilly Zoe Hazel Juliet Kayleigh Bethany Courtney Michelle Donna "
        "Tracey Joanne Karen Julie Helen Jane Susan Angela Deborah Sharon "
        "Caroline Catherine Kate Naomi Hayley Carly Stacey Toni Natasha "
        "Melissa Vanessa Fiona Alison Amanda Dawn Tara Rhiannon Tamsin Kerry "
        "Cheryl Abbie Amber Ellie Faith Ottilie Delilah Nellie Ayla Eden",
    .boys =
        "Oliver George Noah Arthur Harry Leo Muhammad Jack Charlie Oscar Jacob "
        "Henry Thomas Freddie Alfie James David Daniel Matthew Christopher "
        "Theo William Theodore Archie Joshua Alexander Isaac Edward Lucas "
        "Tommy Finley Max Logan Ethan Mason Samuel Adam Benjamin Joseph "
        "Sebastian Elijah Reuben Harrison Hugo Louie Rory Jude Albie Roman "
        "Reggie Toby Albert Ronnie Frankie Stanley Luca Ezra Zachary Bobby "
        "Teddy Rowan Jesse Blake Dylan Ryan Luke Michael Jake Nathan Connor "
        "Callum Kyle Liam Aaron Lewis Jordan Bradley Kieran Cameron Jamie "
        "Robert John Paul Andrew Mark Richard Stephen Simon Gary Lee Darren "
        "Craig Wayne Peter Anthony Philip Ian Kevin Martin Scott Stuart Jason "
        "Neil Dean Shaun Carl Graham Nigel Russell Adrian Barry Gareth Ashley "
        "Dominic Elliot Felix Gabriel Jasper Caleb Carter Tyler Jayden Hunter "
        "Riley Jenson Kai Leon Louis Ollie Ralph Rafferty Rupert Sonny Stephan "
        "Sullivan Vincent Xavier Zac Otis Arlo Ellis Brodie Caden Corey Damian "
        "Declan Duncan Ewan Francis Frederick Gregory Harvey Jonathan Joel "
        "Kian Marcus Maxwell Miles Nicholas Patrick Spencer Tobias Victor "
        "Lawrence Glenn Trevor Terence Clive Leslie Herbie Barnaby Digby Monty "
        "Wilfred Ernest Percy",
    .surnames =
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson "
        "Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson "
        "Clarke Clark Harrison Scott Cooper King Turner Hill Ward Moore Morris "
        "Baker Harris Lee Watson Allen Martin Parker Bennett Young Cook Shaw "
        "Richardson Carter Mitchell Collins Morgan Phillips Bell Kelly Bailey "
        "Cox Adams Wilkinson Foster Russell Chapman Mason Webb Rogers Gray "
        "Hunt Mills Holmes Palmer Matthews Gibson Fisher Barnes Knight Lloyd "
        "Butler Barker Stevens Jenkins Dixon Fletcher Hunter Ellis Reynolds "
        "Andrews Ford Saunders Marshall Payne West Pearson Fox Dean Elliott "
        "Harvey Day Pearce Berry Brooks Lawrence Cole Burton Cunningham "
        "Bradley Atkinson Hart Wells Owen Rose Spencer Lane Hughes Hudson "
        "Francis Gilbert Nicholls Watts Page Carr Reid Oliver Dawson Warren "
        "Newman Perry Bird Curtis Gardner Riley Bishop Hewitt Lowe Cross "
        "Barrett Freeman Webster Armstrong Porter Hawkins Goodwin Burgess "
        "Walsh Townsend Chambers Bates Kaye Nash Sutton Hodgson Woods Hayes "
        "Baxter Jarvis Savage Parry Sharp Nicholson Banks Lambert Norris Cooke "
        "Coleman Sanders Bond Birch Sykes Frost Hancock Potter Higgins Gregory "
        "Stone Rowe Wade Austin Bryant Steele Gill Davidson Nelson Stephens "
        "Arnold Harding Tucker Read Lamb Pratt Goddard Rhodes Marsh Whitehead "
        "Abbott Booth Griffin Todd Shepherd Barber Humphreys Connolly Garner "
        "Allan Tomlinson Vaughan Moss Flynn Pickering Blackburn Haynes Parsons "
        "Kirk Stokes Sheppard Wall Hobbs Bolton Wheeler Yates Horton Gough "
        "Nolan Rees Farrell Kemp Thornton Glover Hooper Daniels Bull Heath "
        "Farmer Poole Dobson Bartlett Bevan Leonard Norton Morley Preston "
        "Hammond Brady Dale Holland Winter Small Swift Skinner Cartwright "
        "Simmons Peters Slater Hilton Mellor Wilkins Bowen Hopkins Naylor "
        "Clayton Rawlings Pollard Hutchinson Copeland Hurst Coates Chadwick "
        "Field Goodman Lucas Carpenter Mann Little Duncan Hicks Beaumont "
        "Cannon Sinclair Gibbons Whittaker Fuller Fowler Stanley Dyer Myers "
        "Flint Ryder Bray Leach Drew Rudd Short Pike Wyatt Barlow Tyler "
        "Jennings Manning Peacock Rowley Weaver Crawford Blake Boyle Holt "
        "Doyle Ingram Hale Lacey Perkins Tate Howe Frith Kent Kirby Lister "
        "Amos Askew Batty Bullock Cowley Crane Dodd Eaton Fry Gale Haigh Hyde "
        "Ives Judd Kay Legg Mead Neale Oakley Peck Quinn Rix Sayer Tate Upton "
        "Vince Whyte Yeo",
    .heads =
        "Ash Brad Black Bourne Brom Butter Cald Card Chat Chess Clay Cran Crow "
        "Darl Den East Elm Fair Farn Fern Gold Grim Had Hather Hazel Hart Hed "
        "Hes Hollin Horn Kel Kings Lang Leigh Lind Long Mar Mel Mid Nether New "
        "North Oak Os Pem Pres Raven Red Rock Rush Sand Shel Ship Silver Stan "
        "Stock Sud Thorn Thur Tin Wake Wal Wat Wes Whit Win Wood Worm Wy",
    .tails =
        "ton ley field worth ford ham well bury wick ridge stone more land "
        "croft gate shaw bank bourne brook burn by combe cott den dale hurst "
        "man mere grove ingham ington thwaite wood"};

const NameLines kCaribbeanNames = {
    .girls =
        "Shanice Aaliyah Keisha Tamara Latoya Chantelle Jada Kezia Shanelle "
        "Tiana Destiny Kiara Simone Nadine Yvonne Marcia Sandra Beverley "
        "Jasmine Imani Nia Renee Monique Shauna Tanisha Alicia Candice Leah "
        "Naomi Rochelle Shakira Tia Zaria Amara Ebony Dionne Cherelle Paulette "
        "Lorna Claudette Sonia Michaela Rianna Shantel Tasha Zahra Nevaeh "
        "Kaylah Amelia Olivia",
    .boys =
        "Tyrone Jerome Marlon Dwayne Malachi Elijah Isaiah Jayden Kymani "
        "Marcus Leon Andre Curtis Delroy Winston Errol Trevor Desmond Clive "
        "Devon Jermaine Rashaan Romario Tyrese Kieron Nathaniel Reuben Zion "
        "Micah Josiah Darnell Ashton Kyron Levi Omari Remel Shaquille Terrell "
        "Xavier Jahmal Akeem Carlton Leroy Neville Rohan Damian Kemar Tristan "
        "Aiden Jordan",
    .surnames =
        "Campbell Brown Williams Clarke Thomas Grant Gordon Morgan Reid "
        "Francis Bailey Lewis Henry Walker Edwards Simpson Richards Powell "
        "Gayle Blake Dacosta Bennett Lawrence Wright Stewart Allen Barrett "
        "Palmer Hinds Alleyne Charles Joseph Baptiste Pierre Augustin St_Louis "
        "Hylton Facey Dixon Samuels Whyte Ellis Rowe Morrison Nembhard "
        "Grandison Wynter Brathwaite Gittens Weekes Lashley Holder Sobers "
        "Prescod Ramdin Dawkins Foster Daley Bogle Sharpe Mighty Satchell "
        "Pinnock Osbourne",
    .heads = "",
    .tails = ""};

}  // namespace kith::deploy
