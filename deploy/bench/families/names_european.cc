// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

namespace kith::deploy {

const NameLines kPolishNames = {
    .girls =
        "Anna Maria Katarzyna Agnieszka Zuzanna Julia Maja Zofia Hanna Lena "
        "Alicja Oliwia Magdalena Monika Joanna Ewa Aleksandra Natalia Karolina "
        "Wiktoria Amelia Nikola Gabriela Martyna Patrycja Paulina Weronika "
        "Emilia Antonina Laura Nadia Pola Iga Jagoda Kinga Klaudia Dominika "
        "Sylwia Iwona Beata Dorota Barbara Malgorzata Elzbieta Izabela Justyna "
        "Marta Renata Aneta Edyta Kamila Dagmara Grażyna Łucja Bożena",
    .boys =
        "Jakub Antoni Szymon Jan Filip Kacper Franciszek Aleksander Mikolaj "
        "Wojciech Adam Piotr Krzysztof Tomasz Pawel Michal Marcin Marek "
        "Andrzej Grzegorz Lukasz Mateusz Mariusz Dariusz Rafal Robert Kamil "
        "Dawid Sebastian Patryk Damian Przemyslaw Bartosz Maciej Artur Jacek "
        "Adrian Konrad Oskar Igor Maksymilian Nikodem Stanislaw Tymon Wiktor "
        "Leon Ignacy Hubert Oliwier Marcel Alan Ksawery Radoslaw Paweł Łukasz",
    .surnames =
        "Nowak Kowalski Wisniewski Wojcik Kowalczyk Kaminski Lewandowski "
        "Zielinski Szymanski Wozniak Dabrowski Kozlowski Jankowski Mazur "
        "Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zajac Pawlowski "
        "Krol Michalski Wieczorek Jablonski Wrobel Nowakowski Majewski "
        "Olszewski Stepien Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak "
        "Gorski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk "
        "Ostrowski Tomaszewski Pietrzak Zalewski Wroblewski Marciniak Jasinski "
        "Zawadzki Bak Jakubowski Sadowski Duda Chmielewski Wlodarczyk "
        "Borkowski Czarnecki Sawicki Sokolowski Urbanski Kubiak Maciejewski "
        "Szczepanski Kucharski Wilk Kalinowski Lis Mazurek Wysocki",
    .heads =
        "Brzez Czaj Dab Fal Gaj Grom Jodl Kal Klim Kras Lip Macz Mal Nied Olch "
        "Pil Rog Sarn Skow Sow Swier Tar Wierz Wilcz Zar",
    .tails = "owski ewski inski icki owicz czyk ak ek ewicz anski"};

const NameLines kRomanianNames = {
    .girls =
        "Maria Elena Andreea Ioana Alexandra Ana Mihaela Cristina Daniela "
        "Gabriela Adriana Alina Bianca Denisa Diana Florina Georgiana Iuliana "
        "Larisa Laura Loredana Luminita Madalina Mirela Monica Nicoleta Oana "
        "Raluca Ramona Roxana Simona Sorina Stefania Teodora Valentina Viorica "
        "Sofia Antonia Daria Eva Anastasia Ilinca Carmen Corina Delia "
        "Ecaterina Irina Lavinia Rodica Violeta",
    .boys =
        "Andrei Alexandru Mihai Ionut Gabriel Adrian Cristian Marian Florin "
        "Daniel Bogdan Catalin Ciprian Claudiu Constantin Cosmin Costel Cristi "
        "Darius David Dragos Dumitru Eduard Emil Florian George Gheorghe Horia "
        "Ilie Ioan Ion Iulian Laurentiu Liviu Lucian Luca Marius Matei Mircea "
        "Nicolae Ovidiu Petru Radu Razvan Robert Sebastian Sorin Stefan Tudor "
        "Vasile Victor Viorel Vlad",
    .surnames =
        "Popa Popescu Ionescu Radu Dumitru Stoica Gheorghe Matei Ciobanu "
        "Constantin Rusu Munteanu Marin Stan Dinu Lazar Florea Barbu Serban "
        "Nistor Moldovan Tudor Dima Toma Vasile Nita Mihai Oprea Sandu Manole "
        "Diaconu Voicu Cristea Tanase Neagu Ungureanu Preda Ene Roman Anghel "
        "Cojocaru Stanciu Mocanu Iordache Suciu Grigore Dobre Petre Nicolae "
        "Ilie Balan Coman Chiriac Dragomir Filip Lupu Avram Bratu Zamfir "
        "Olteanu Ardelean Bejan Calin Cazacu",
    .heads =
        "Alb Andr Bog Bran Cozm Dam Dragh Enach Filip Geamb Grig Iacob Lun "
        "Marin Mih Negr Pan Pav Simion Stef Tod Vasil Vlad",
    .tails = "escu eanu oiu aru ila an icescu a"};

const NameLines kUkrainianNames = {
    .girls =
        "Olena Oksana Iryna Natalia Tetiana Svitlana Kateryna Anna Yulia Maria "
        "Sofia Anastasia Daria Viktoria Polina Zlata Solomiia Yaryna Khrystyna "
        "Nadiia Liudmyla Halyna Hanna Inna Larysa Lesia Lilia Myroslava Nina "
        "Oleksandra Olha Raisa Ruslana Snizhana Tamara Uliana Valentyna Vira "
        "Yana Yeva Zoriana Alina Bohdana Diana Iryna Karina Margaryta Milana "
        "Veronika Vlada",
    .boys =
        "Oleksandr Dmytro Andrii Serhii Volodymyr Maksym Artem Ivan Bohdan "
        "Mykola Vasyl Yurii Oleh Taras Ihor Roman Vitalii Viktor Petro Pavlo "
        "Mykhailo Denys Danylo Nazar Matvii Tymofii Yaroslav Vladyslav Stepan "
        "Ruslan Rostyslav Orest Ostap Anton Anatolii Borys Hryhorii Kostiantyn "
        "Leonid Lev Marko Myron Stanislav Timur Valerii Viacheslav Yevhen "
        "Zakhar Hlib Kyrylo",
    .surnames =
        "Melnyk Shevchenko Boiko Kovalenko Bondarenko Tkachenko Kovalchuk "
        "Kravchenko Oliinyk Shevchuk Koval Polishchuk Bondar Tkachuk Moroz "
        "Marchenko Lysenko Rudenko Savchenko Petrenko Kravchuk Klymenko "
        "Ponomarenko Savchuk Vasylenko Petrov Karpenko Havryliuk Hnatiuk "
        "Kushnir Khomenko Levchenko Pavlenko Romaniuk Panchenko Mazur "
        "Sydorenko Kucherenko Kolomiets Fedorenko Bilous Tereshchenko "
        "Tymoshenko Shvets Zinchenko Demchenko Vovk Hordiienko Kuzmenko "
        "Yurchenko Prokopenko Honcharenko Symonenko Nazarenko Didenko "
        "Litvinenko Maliarenko Zakharchenko Babenko Dudnyk",
    .heads =
        "Andr Bab Bil Chorn Danyl Dov Fed Hryts Ivan Kary Kras Krav Luts Maks "
        "Mykh Ovch Pryl Rom Sem Stepan Tym Vas Yar Zab",
    .tails = "enko chuk iuk skyi yshyn yk ets"};

const NameLines kGreekNames = {
    .girls =
        "Maria Eleni Katerina Vasiliki Sofia Georgia Anna Dimitra Konstantina "
        "Ioanna Panagiota Angeliki Christina Despina Evangelia Fotini Irini "
        "Kyriaki Marina Andri Androulla Chrystalla Elena Eleftheria Stella "
        "Theodora Zoe Anastasia Athina Danae Artemis Effie Loukia Melina Myrto "
        "Nefeli Olympia Paraskevi Rania Styliani Thalia Xenia Antigone Chloe "
        "Daphne Ifigenia Kalliope Markella Niki Penelope",
    .boys =
        "Georgios Ioannis Konstantinos Dimitrios Nikolaos Panagiotis Vasilios "
        "Christos Athanasios Michail Andreas Costas Kyriakos Marios Stelios "
        "Savvas Antonis Alexandros Petros Stavros Loizos Charalambos Demetris "
        "Giorgos Yiannis Nicos Panayiotis Theodoros Spyridon Evangelos Angelos "
        "Aristotelis Achilleas Christoforos Eleftherios Emmanouil Fotis "
        "Grigoris Iason Ilias Lefteris Leonidas Markos Neofytos Orestis Pavlos "
        "Sotiris Thanasis Vangelis Zenon",
    .surnames =
        "Papadopoulos Georgiou Christodoulou Ioannou Constantinou Nicolaou "
        "Andreou Charalambous Demetriou Antoniou Michael Kyriacou Christofi "
        "Hadjigeorgiou Panayiotou Theodorou Savva Stavrou Petrou Economou "
        "Loizou Philippou Papageorgiou Papadakis Vassiliou Kyriakides "
        "Christofides Ioannides Stylianou Pavlou Neophytou Efstathiou "
        "Anastasiou Alexandrou Evangelou Athanasiou Zachariou Louca "
        "Karageorgis Makris Nikolaidis Pappas Samaras Spanos Tsakiris Vlachos "
        "Xenophontos Yiannakou Zenonos Achilleos Aristidou Eleftheriou Fotiou "
        "Galanis Hadjiyiannis Iacovou Kontos Lambrou Mavros Orphanides",
    .heads =
        "Anagnost Christ Dimitr Georg Ioann Karag Kontog Lambr Mavr Nikol "
        "Papag Papath Pavl Petr Stavr Styl Theod Vasil Zach",
    .tails = "opoulos ides akis ou idis atos"};

const NameLines kIberianNames = {
    .girls =
        "Maria Ana Sofia Beatriz Ines Carolina Leonor Matilde Mariana Carla "
        "Catarina Joana Marta Rita Sara Teresa Lucia Carmen Isabel Pilar Rosa "
        "Paula Laura Elena Cristina Patricia Raquel Silvia Sandra Monica Nuria "
        "Alba Claudia Valeria Daniela Martina Julia Alicia Irene Andrea "
        "Fernanda Filipa Lara Luisa Margarida Vitoria Bruna Larissa Camila "
        "Gabriela",
    .boys =
        "Joao Jose Antonio Manuel Francisco Pedro Miguel Carlos Luis Tiago Rui "
        "Paulo Diogo Goncalo Duarte Rodrigo Afonso Martim Tomas Santiago Mateo "
        "Hugo Pablo Alejandro Daniel Diego Adrian Alvaro Javier Jesus Juan "
        "Fernando Rafael Sergio Raul Ruben Ivan Jorge Alberto Enrique Ricardo "
        "Vitor Bruno Fabio Filipe Gustavo Henrique Leandro Nuno Vasco",
    .surnames =
        "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa "
        "Fernandes Goncalves Gomes Lopes Marques Alves Almeida Ribeiro Pinto "
        "Carvalho Teixeira Moreira Correia Mendes Nunes Soares Vieira Monteiro "
        "Cardoso Rocha Neves Coelho Cruz Cunha Pires Ramos Reis Simoes Antunes "
        "Matos Fonseca Garcia Gonzalez Rodriguez Fernandez Lopez Martinez "
        "Sanchez Perez Gomez Martin Jimenez Ruiz Hernandez Diaz Moreno Munoz "
        "Alvarez Romero Alonso Gutierrez Navarro Torres Dominguez Vazquez "
        "Ramos Gil Ramirez Serrano Blanco Molina Morales Suarez Ortega Delgado "
        "Castro Ortiz Rubio Marin Sanz Iglesias",
    .heads = "",
    .tails = ""};

}  // namespace kith::deploy
